"""A workbench in this process: the real application and tasks, answered in a thread."""

import pytest
from starlette.testclient import TestClient

from pato.workbench.app import Served, make
from pato.workbench.guard import Rules
from pato.workbench.processes import Processes

TOKEN = "a-token-of-this-test"
HOST = "testserver"


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def app(desk):
    processes = Processes(str(desk), None, count=0)
    yield make(Served(processes, Rules(frozenset({HOST}), TOKEN), desk))
    processes.close()


@pytest.fixture(scope="session")
def client(app):
    """A client that has the token, as a page of the workbench has it."""
    with TestClient(
        app, base_url=f"http://{HOST}", headers={"origin": f"http://{HOST}"}, cookies={"pato": TOKEN}
    ) as found:
        yield found


@pytest.fixture
def stranger(app):
    """A client without the token."""
    return TestClient(app, base_url=f"http://{HOST}")
