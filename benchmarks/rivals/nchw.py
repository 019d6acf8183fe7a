"""The networks as people write them in PyTorch, [batch, channels, height, width]; for the rivals that are PyTorch."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.nets import HIDDEN, Net
from benchmarks.task import Array, Task


class Classifier(nn.Module):
    """`nhwc` flattens height first: free for tensors in channels-last layout, which else would be copied.

    `pads` adds the zeros around an image beforehand, by which the library can take other ways through large windows.
    """

    def __init__(self, net: Net, dropping: bool, nhwc: bool = False, pads: bool = False) -> None:
        super().__init__()
        channels = (1, *(filters for filters, _ in net.convs))
        windows = [window for _, window in net.convs]
        self.convs = nn.ModuleList(
            nn.Conv2d(before, after, window, padding=0 if pads else "same")
            for before, after, window in zip(channels, channels[1:], windows, strict=False)
        )
        self.fc_1 = nn.Linear(net.shapes()["fc_1/W"][0], HIDDEN)
        self.dropout = nn.Dropout(1 - net.keep if dropping and net.keep else 0.0)
        self.fc_2 = nn.Linear(HIDDEN, net.classes)
        self.nhwc = nhwc
        self.pads = pads

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            x = pad(x, conv.kernel_size[0] - 1) if self.pads else x
            x = functional.max_pool2d(functional.relu(conv(x)), 2, ceil_mode=True)
        x = (x.permute(0, 2, 3, 1) if self.nhwc else x).flatten(1)
        return self.fc_2(self.dropout(functional.relu(self.fc_1(x))))


def pad(x: Tensor, zeros: int) -> Tensor:
    """`zeros` around both sides, as 'same' has them: an odd one goes right and below."""
    before, after = zeros // 2, zeros - zeros // 2
    return functional.pad(x, (before, after, before, after))


def start(model: Classifier, task: Task) -> Classifier:
    """Gives `model` the shared start weights."""
    given = {name: torch.from_numpy(array) for name, array in task.start.items()}
    filters, side = task.net.convs[-1][0], task.net.sides()[-1]
    dense = given["fc_1/W"].reshape(side, side, filters, HIDDEN)
    if not model.nhwc:
        dense = dense.permute(2, 0, 1, 3)
    with torch.no_grad():
        for number, conv in enumerate(model.convs, 1):
            conv.weight.copy_(given[f"conv_{number}/W"].permute(3, 2, 0, 1))
            conv.bias.copy_(given[f"conv_{number}/b"])
        model.fc_1.weight.copy_(dense.reshape(-1, HIDDEN).T)
        model.fc_2.weight.copy_(given["fc_2/W"].T)
        model.fc_1.bias.copy_(given["fc_1/b"])
        model.fc_2.bias.copy_(given["fc_2/b"])
    return model


def pictures(X: Array) -> Tensor:
    """[n, height, width, 1] as [n, 1, height, width]: one channel lies the same either way.

    Not by `permute`: that leaves strides which PyTorch takes for channels-last, and 91x91 windows then take it 10 times
    as long.
    """
    return torch.from_numpy(X).reshape(len(X), 1, *X.shape[1:3])


def share_right(model: nn.Module, X: Tensor, Y: Tensor) -> float:
    model.eval()
    with torch.inference_mode():
        said = torch.cat([model(part).argmax(1) for part in X.split(500)])
    return float((said == Y).float().mean())
