"""What to say when a script asks for a name of TFLearn's or TensorFlow's that Glassnet does not have.

A name is refused with its reason where the script says it; nothing pretends to be there and fails later.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from glassnet.errors import GlassnetError

IMAGES = "Glassnet is the image side of TFLearn, for still pictures of [height, width, channels]"
SEQUENCES = f"{IMAGES}; layers for sequences and text are not part of it."
BY_HAND = "Prepare the arrays with NumPy before you feed them."
BLOCKS = (
    "Put the block together from conv_2d, batch_normalization, activation and merge([...], 'elemwise_sum'), which "
    "are here."
)
TENSORS = "It needs TensorFlow's own tensors; say what to train with regression(...) and DNN(...), which are here."
NO_BOARD = "There is no TensorBoard behind it; DNN.fit returns a Run whose history holds every number."
OTHER_DATA = "Load these pictures yourself and pass the arrays to DNN.fit; tflearn.datasets.mnist is here."

_REASONS: dict[str, str] = {
    SEQUENCES: (
        "lstm gru simple_rnn bidirectional_rnn BasicRNNCell BasicLSTMCell GRUCell embedding time_distributed "
        "SequenceGenerator SequenceAugmentation SequencePreprocessing pad_sequences recurrent embedding_ops imdb"
    ),
    f"{IMAGES}; use the layer for 2-D where it fits.": (
        "conv_1d conv_3d conv_3d_transpose max_pool_1d max_pool_3d avg_pool_1d avg_pool_3d highway_conv_1d "
        "upscore_layer3d"
    ),
    BLOCKS: "highway highway_conv_2d residual_block residual_bottleneck resnext_block densenet_block",
    "upsample_2d, and conv_2d with strides, are here.": (
        "conv_2d_transpose deconv_2d upscore_layer atrous_conv_2d grouped_conv_2d"
    ),
    BY_HAND: (
        "data_flow image_preloader build_hdf5_image_dataset build_image_dataset_from_dir image_dirs_to_samples load_csv"
    ),
    TENSORS: (
        "Trainer TrainOp Evaluator trainer evaluator helpers variable one_hot_encoding multi_target_data is_training "
        "get_training_mode collections distances vendor estimators add_weights_regularizer placeholder Variable "
        "Session matmul reduce_mean get_collection variable_scope name_scope nn train contrib"
    ),
    NO_BOARD: (
        "summaries summarizer summarize summarize_activations summarize_gradients summarize_variables summarize_all "
        "summary"
    ),
    OTHER_DATA: "cifar10 cifar100 svhn oxflower17 fashion_mnist titanic",
}
REASON: dict[str, str] = {name: reason for reason, names in _REASONS.items() for name in names.split()}


class NotHere(GlassnetError, AttributeError):
    """A name of TFLearn's or TensorFlow's that Glassnet does not have: `tflearn.lstm`."""


class ModuleNotHere(GlassnetError, ImportError):
    """A module of theirs that Glassnet does not have, or a name imported from one: `from tflearn import lstm`."""


def why_not(name: str, known: Iterable[str]) -> str:
    """What to say of `name`, told in full such as "tflearn.lstm", among `known` short names of the same module.

    >>> print(why_not("tflearn.datasets.cifar10", []))
    tflearn.datasets.cifar10 is not in Glassnet. Load these pictures yourself and pass the arrays to DNN.fit; ...
    >>> print(why_not("tflearn.layers.conv.conv_2", ["conv_2d", "max_pool_2d"]))
    tflearn.layers.conv.conv_2 is not in Glassnet. Did you mean 'conv_2d'?
    """
    module, _, short = name.rpartition(".")
    near = get_close_matches(short, sorted(set(known)), n=2, cutoff=0.75)
    reason = REASON.get(short)
    if reason is None and near:
        reason = f"Did you mean {' or '.join(map(repr, near))}?"
    return f"{name} is not in Glassnet. {reason or _in_general(module)}"


def _in_general(module: str) -> str:
    if module.partition(".")[0] == "tensorflow":
        return (
            "Of TensorFlow there are only the names TFLearn scripts need: Graph, reset_default_graph, set_random_seed, "
            "number types. With TensorFlow installed, start the script by python instead of glassnet run."
        )
    return f"{IMAGES}: input_data, conv_2d, max_pool_2d, fully_connected, dropout, regression, DNN and their kin."
