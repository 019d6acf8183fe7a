"""Settings of the current graph: `tflearn.init_graph(seed=...)`."""

from glassnet.extras import later
from glassnet.graph.scope import current_scope

torch = later("torch")

__all__ = ("init_graph",)


def init_graph(
    seed: int | None = None,
    log_device: bool = False,
    num_cores: int = 0,
    gpu_memory_fraction: float = 0,
    soft_placement: bool = True,
) -> None:
    """Fix the seed of the current graph, and how many processor cores to use (0: leave that as it is).

    The seed counts for every `DNN` made after it in this graph, and governs all that is random about it: how weights
    start, the order of the samples, dropout. `log_device`, `gpu_memory_fraction` and `soft_placement` place work on
    graphics cards, which has no meaning here.

    >>> init_graph(seed=8)
    >>> current_scope().seed
    8
    >>> init_graph()
    """
    current_scope().seed = seed
    if num_cores:
        torch.set_num_threads(num_cores)
