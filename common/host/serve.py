#!/usr/bin/env python3
"""serve.py FOLDER [OPENER]: serves a folder to this computer's browser, until Ctrl-C. Prints the address first."""
import functools
import http.server
import subprocess
import sys


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=sys.argv[1]))
address = f"http://127.0.0.1:{server.server_port}/"
print(address, flush=True)
if len(sys.argv) > 2:
    subprocess.Popen([sys.argv[2], address], stdin=subprocess.DEVNULL)
try:
    server.serve_forever()
except KeyboardInterrupt:
    sys.exit(130)
