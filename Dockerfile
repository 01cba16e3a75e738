# The image of the tasks' pods (airflow: {way: kubernetes} in bqetl_project.yaml), and of `bqetl serve`:
#   docker build -t bqetl . && docker run --rm bqetl bqetl run --date 2024-01-02
FROM node:22-slim
WORKDIR /bqetl
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node build.mjs
ENV PATH=/bqetl:$PATH NODE_ENV=production
CMD ["bqetl", "--help"]
