"""Certificates that a test makes for itself, by the program ``openssl``."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

HAS_OPENSSL = shutil.which("openssl") is not None


@dataclass(frozen=True)
class Certificate:
    """A certificate of one host that is signed by nobody else, with its key."""

    path: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


def make_certificate(folder: Path, host: str) -> Certificate:
    """A certificate for a name, which a client trusts whose ``SSL_CERT_FILE`` it is."""
    made = Certificate(folder / f"{host}.pem", folder / f"{host}.key")
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subprocess.run(
        [
            *words.split(),
            *("-keyout", made.key, "-out", made.path),
            *("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return made
