"""Serves a file to Netron's page on a free port, which it prints, until standard input ends."""

import sys

import netron

_, port = netron.start(sys.argv[1], address=("127.0.0.1", 0), browse=False)
print(f"port {port}", flush=True)
sys.stdin.read()
