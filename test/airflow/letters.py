"""An SMTP server in a thread of its own, which Airflow's connection `smtp_default` names; for Python 3.11."""

import asyncore
import os
import smtpd
import threading

LETTERS = []


class Server(smtpd.SMTPServer):
    def process_message(self, peer, sender, to, data, **_):
        LETTERS.append({"to": to, "text": data.decode()})


def listen():
    server = Server(("127.0.0.1", 0), None)
    port = server.socket.getsockname()[1]
    os.environ["AIRFLOW_CONN_SMTP_DEFAULT"] = (
        f"smtp://127.0.0.1:{port}?disable_ssl=true&disable_tls=true"
    )
    threading.Thread(target=asyncore.loop, daemon=True).start()
