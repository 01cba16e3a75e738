"""As run_dags.py, with a Kubernetes beside it: what tasks ask for as pods runs as processes, and the report has each pod and
each letter that was sent.

usage: run_pods.py OUTPUT.json PROJECT [DAG_ID@LOGICAL_DATE ...]

It answers what Airflow's operator asks of the API: pods made, found by labels, read, patched, deleted, their logs and events. A pod's
command runs in PROJECT, with its own environment and PATH alone. One about a table that `exit-codes.json` of PROJECT names ends with
the number there instead.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import letters

PODS = {}
PROCESSES = {}


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def start(pod, project):
    name = pod["metadata"].setdefault("name", pod["metadata"].get("generateName", "pod") + str(len(PODS)))
    pod["metadata"].update(uid=name, creationTimestamp=now())
    (container,) = pod["spec"]["containers"]
    environment = {each["name"]: each.get("value", "") for each in container.get("env") or []}
    command = [*container["command"], *container["args"]]
    forced = json.loads(Path(project, "exit-codes.json").read_text())
    for code in (code for table, code in forced.items() if table in command):
        command = ["sh", "-c", f"exit {code}"]
    PROCESSES[name] = subprocess.Popen(
        command,
        cwd=project,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    PODS[name] = pod


def with_status(pod):
    name = pod["metadata"]["name"]
    code = PROCESSES[name].poll()
    state = (
        {"running": {"startedAt": now()}}
        if code is None
        else {"terminated": {"exitCode": code, "reason": "Error" if code else "Completed", "finishedAt": now()}}
    )
    container = pod["spec"]["containers"][0]
    status = {
        "phase": "Running" if code is None else "Failed" if code else "Succeeded",
        "startTime": now(),
        "containerStatuses": [
            {
                "name": container["name"],
                "image": container["image"],
                "imageID": "",
                "ready": code is None,
                "restartCount": 0,
                "started": True,
                "state": state,
            }
        ],
    }
    return {**pod, "apiVersion": "v1", "kind": "Pod", "status": status}


def matches(selector, labels):
    """`a=b,c!=d,e,!f`, all of them."""
    for term in filter(None, selector.split(",")):
        key, sign, value = re.fullmatch(r"!?([\w./-]+)(?:(!?==?)(.*))?", term).groups()
        if sign is None:
            fits = (key in labels) != term.startswith("!")
        else:
            fits = (labels.get(key) == value) == (not sign.startswith("!"))
        if not fits:
            return False
    return True


class Api(BaseHTTPRequestHandler):
    project = ""

    def log_message(self, *_):
        pass

    def answer(self, value, status=200):
        body = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(value, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")

    def pod(self):
        return re.search(r"/pods/([^/?]+)", self.path)

    def do_POST(self):
        pod = self.body()
        start(pod, self.project)
        self.answer(with_status(pod), 201)

    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        named = self.pod()
        if url.path.endswith("/events"):
            self.answer({"apiVersion": "v1", "kind": "EventList", "metadata": {}, "items": []})
        elif url.path.endswith("/log"):
            lines = PROCESSES[named[1]].stdout.read().splitlines()
            stamp = f"{now()} " if query.get("timestamps", "").lower() == "true" else ""
            self.answer("".join(f"{stamp}{line}\n" for line in lines))
        elif named:
            self.answer(with_status(PODS[named[1]]))
        else:
            found = [pod for pod in PODS.values() if matches(query.get("labelSelector", ""), pod["metadata"]["labels"])]
            items = [with_status(pod) for pod in found if "deleted" not in pod]
            self.answer({"apiVersion": "v1", "kind": "PodList", "metadata": {}, "items": items})

    def do_PATCH(self):
        pod = PODS[self.pod()[1]]
        pod["metadata"]["labels"].update(self.body()["metadata"]["labels"])
        self.answer(with_status(pod))

    def do_DELETE(self):
        pod = PODS[self.pod()[1]]
        pod["deleted"] = True
        PROCESSES[pod["metadata"]["name"]].terminate()
        self.answer(with_status(pod))


def serve(project):
    Api.project = project
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def kubeconfig(url):
    named = {"name": "test"}
    context = {**named, "context": {"cluster": "test", "user": "test"}}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [{**named, "cluster": {"server": url}}],
        "contexts": [context],
        "users": [{**named, "user": {}}],
    }


def shown(pod):
    (container,) = pod["spec"]["containers"]
    return {
        "name": pod["metadata"]["name"],
        "namespace": pod["metadata"]["namespace"],
        "labels": pod["metadata"]["labels"],
        "serviceAccount": pod["spec"].get("serviceAccountName"),
        "volumes": pod["spec"].get("volumes"),
        **{key: container.get(key) for key in ("image", "command", "args", "env", "volumeMounts", "resources")},
    }


def main(output, project, *runs):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(kubeconfig(serve(project)), file)
        file.flush()
        os.environ["KUBECONFIG"] = file.name
        import run_dags

        letters.listen()

        report = run_dags.main(*runs)
        run_dags.write(output, {**report, "pods": [shown(pod) for pod in PODS.values()], "letters": letters.LETTERS})


main(*sys.argv[1:])
