"""A contestant that is wrong as people are wrong: its pool rounds down, as PyTorch's does unless told otherwise."""

from benchmarks.rivals import nchw
from benchmarks.rivals.textbook_torch import Textbook
from benchmarks.serving import serve
from torch.nn import functional


class Floors(nchw.Classifier):
    def forward(self, x):
        for conv in self.convs:
            x = functional.max_pool2d(functional.relu(conv(x)), 2)
        x = functional.pad(x, (0, 1, 0, 1)).flatten(1)
        return self.fc_2(functional.relu(self.fc_1(x)))


class Wrong(Textbook):
    def __init__(self, task, dropping, options):
        super().__init__(task, dropping, options)
        self.model.__class__ = Floors


if __name__ == "__main__":
    serve(Wrong, "torch")
