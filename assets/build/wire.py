"""The byte forms that the assets share with `src/geo/wire.rs`."""

import zlib


class Writer:
    """Bytes in the making: varints, zigzag varints and short texts."""

    def __init__(self, magic):
        self.out = bytearray(magic)

    def raw(self, data):
        self.out += data

    def varint(self, value):
        assert value >= 0
        while value >= 0x80:
            self.out.append(value & 0x7F | 0x80)
            value >>= 7
        self.out.append(value)

    def signed(self, value):
        self.varint(value << 1 if value >= 0 else (-value << 1) - 1)

    def text(self, value):
        data = value.encode()
        self.varint(len(data))
        self.out += data

    def packed(self):
        """The bytes as one zlib stream."""
        return zlib.compress(bytes(self.out), 9)
