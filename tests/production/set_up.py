"""Set the portal up by `deploy/`, and load the demonstration."""

from .client import Client
from .document import documented
from .installation import Installation, wait_until


def set_up(installation: Installation) -> None:
    installation.run("mkdir", "-p", installation.prefix / "run")
    installation.start_postgresql()
    installation.create_database()
    installation.share_packages()
    print(installation.run(*documented("deploy/install.sh")).stdout, end="")
    installation.start_redis()
    installation.manage("load_demo")
    installation.start_nginx()
    client = client_of(installation)
    wait_until(lambda: is_answering(client), 20, "nginx")


def client_of(installation: Installation) -> Client:
    return Client(installation.https, installation.prefix / "etc/admm/tls/fullchain.pem")


def is_answering(client: Client) -> bool:
    try:
        return client.ask("/healthz").status == 200
    except OSError:
        return False
