"""The portal as `deploy/` sets it up, in a folder of its own: `make production-check`."""
