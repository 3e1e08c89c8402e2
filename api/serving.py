"""Serving an installation."""

import signal

import uvicorn

from api.app import make_app
from tasks.apart import Apart
from tasks.assembly import House
from tasks.worker import Worker
from workflows import logs


def serve(house: House, *, with_worker: bool) -> None:
    """Serves until it is told to stop (Ctrl-C or SIGTERM); then the worker ends what it has begun."""
    logs.set_up()
    house.apart = Apart(house.settings)
    worker = Worker(house) if with_worker else None
    stop_on_sigterm()
    try:
        if worker:
            worker.start()
        uvicorn.run(
            make_app(house),
            host=house.settings.host,
            port=house.settings.port,
            log_config=None,  # `workflows.logs` says how
            access_log=False,
            server_header=False,
            # Whoever may say where a request comes from may guess passwords from everywhere.
            proxy_headers=bool(house.settings.trusted_proxy),
            forwarded_allow_ips=house.settings.trusted_proxy,
            timeout_graceful_shutdown=5,
        )
    except KeyboardInterrupt:
        pass  # we were told to stop
    finally:
        if worker:
            worker.stop()
        house.close()


def stop_on_sigterm() -> None:
    """Makes SIGTERM stop this process as Ctrl-C does: what was begun is ended first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
