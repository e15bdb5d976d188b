"""The object store as the portal uses it: what several do at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from portal.kernel.storage import Storage

WRITERS, ROUNDS = 8, 40


def test_all_who_store_the_same_bytes_at_once_succeed(storage: Storage) -> None:
    company = uuid4()
    with ThreadPoolExecutor(WRITERS) as pool:
        for turn in range(ROUNDS):
            content = b"order %d" % turn
            writers = [
                pool.submit(storage.put_bytes, company, content, "text/plain")
                for _ in range(WRITERS)
            ]
            (stored,) = {writer.result() for writer in writers}
            assert storage.read(stored.key) == content
