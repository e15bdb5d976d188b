"""A partner's EDI system: it knows an address, a client id and a secret, and nothing else."""

from typing import Any

import httpx

X12 = "application/edi-x12"


class EdiSystem:
    """Sends interchanges and fetches what came of them, as the API's description says."""

    def __init__(self, url: str, client_id: str, secret: str) -> None:
        grant = {"grant_type": "client_credentials"}
        granted = httpx.post(f"{url}/oauth/token", data=grant, auth=(client_id, secret), timeout=30)
        token = granted.raise_for_status().json()["access_token"]
        self._http = httpx.Client(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def send(self, file: bytes) -> dict[str, Any]:
        """Post an interchange and wait until it is processed; return the receipt."""
        answer = self._http.post(
            "/edi/interchanges",
            content=file,
            headers={"Content-Type": X12, "Prefer": "wait=20"},
        )
        assert answer.is_success, answer.text
        receipt: dict[str, Any] = answer.json()
        assert receipt["interchange"]["settled_at"] is not None, receipt
        return receipt

    def acknowledgement(self, interchange: dict[str, Any]) -> bytes:
        return self._file(f"/edi/interchanges/{interchange['id']}/acknowledgement")

    def raw(self, interchange: dict[str, Any]) -> bytes:
        return self._file(f"/edi/interchanges/{interchange['id']}/raw")

    def waiting(self, kind: str) -> list[dict[str, Any]]:
        """Return what of a kind waits in the outbox."""
        items = self._http.get("/edi/outbox").raise_for_status().json()["items"]
        return [each for each in items if each["kind"] == kind]

    def orders(self, number: str) -> list[dict[str, Any]]:
        items = self._http.get("/orders?limit=200").raise_for_status().json()["items"]
        return [each for each in items if each["number"] == number]

    def _file(self, path: str) -> bytes:
        answer = self._http.get(path)
        assert answer.headers.get("Content-Type") == X12, answer.text
        return answer.content
