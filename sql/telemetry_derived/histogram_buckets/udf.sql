-- The lower bounds of a histogram's n buckets.
CREATE OR REPLACE FUNCTION telemetry_derived.histogram_buckets(
  kind STRING,
  low FLOAT64,
  high FLOAT64,
  n FLOAT64
)
RETURNS ARRAY<FLOAT64>
LANGUAGE js
AS
  """
  const bounds = kind === 'linear' ? [0] : [0, low];
  for (let i = bounds.length; i < n; i++) {
    const last = bounds[i - 1];
    if (kind === 'linear') bounds.push(Math.floor((low * (n - 1 - i) + high * (i - 1)) / (n - 2) + 0.5));
    else bounds.push(Math.max(last + 1, Math.floor(Math.exp(Math.log(last) + (Math.log(high) - Math.log(last)) / (n - i)) + 0.5)));
  }
  return bounds;
""";
