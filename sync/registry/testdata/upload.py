"""Uploads a file with tuspy, a tus client of other people.

upload.py URL FILE CERTIFICATE KEY CHUNK STOP RESUME NAME=VALUE...

CHUNK bytes go at once, at most STOP in all (0: the whole file). RESUME is the
address of an upload begun before, or "". Prints the address of the upload.
"""
import sys

import requests
from tusclient import client

url, path, certificate, key, chunk, stop, resume = sys.argv[1:8]
make = requests.Session.__init__


def with_certificate(session):
    """Makes every session show the station's certificate."""
    make(session)
    session.cert = (certificate, key)


requests.Session.__init__ = with_certificate
arguments = {"file_path": path, "chunk_size": int(chunk), "metadata": dict(pair.split("=", 1) for pair in sys.argv[8:])}
if resume:
    arguments["url"] = resume
uploader = client.TusClient(url).uploader(**arguments)
uploader.upload(stop_at=int(stop) or None)
print(uploader.url)
