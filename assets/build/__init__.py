"""Builds the binary assets of Pushscope; `build_assets.py` is the door."""
