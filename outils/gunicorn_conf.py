"""gunicorn on the loopback. The access log carries the path only: a query string may hold what someone typed."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("SERVEURS_WEB") or 2)
threads = 4
worker_class = "gthread"
timeout = 60
graceful_timeout = 8
max_requests = 5000
max_requests_jitter = 500
accesslog = "-" if os.environ.get("JOURNAL_ACCES") == "1" else None
access_log_format = "%(m)s %(U)s %(s)s %(b)s %(M)sms"
loglevel = "warning"
control_socket_disable = True
