"""Every module path and name of TFLearn's that we claim, and what is said of the others."""

import subprocess
import sys
from importlib import import_module

import pytest

import glassnet.tflearn
from glassnet.tflearn.missing import ModuleNotHere, NotHere
from glassnet.tflearn.paths import PATHS, install

LAYERS = {
    "tflearn.layers.core": "input_data fully_connected dropout flatten reshape activation custom_layer single_unit",
    "tflearn.layers.conv": "conv_2d max_pool_2d avg_pool_2d global_avg_pool global_max_pool upsample_2d",
    "tflearn.layers.normalization": "batch_normalization local_response_normalization l2_normalize",
    "tflearn.layers.merge_ops": "merge merge_outputs",
    "tflearn.layers.estimator": "regression",
}
ACTIVATIONS = "linear tanh sigmoid softmax softplus softsign relu relu6 leaky_relu prelu elu crelu selu"
OBJECTIVES = (
    "categorical_crossentropy binary_crossentropy softmax_categorical_crossentropy hinge_loss mean_square "
    "weighted_crossentropy"
)
METRICS = "Top_k Accuracy R2 Prediction_Counts top_k_op accuracy_op r2_op"
OPTIMIZERS = "SGD AdaGrad Adam RMSProp Momentum Ftrl AdaDelta ProximalAdaGrad Nesterov"
STEPS = "DataAugmentation ImageAugmentation DataPreprocessing ImagePreprocessing"
LOOK_UPS = (
    "get_all_trainable_variable get_all_variables get_layer_variables_by_name get_layer_variables_by_scope "
    "get_layer_by_name"
)
ONLY_BELOW = {"global_max_pool", "l2_normalize"}  # TFLearn has these at no other place
CLAIMS = {
    **LAYERS,
    "tflearn": " ".join(
        [
            "DNN init_graph",
            STEPS,
            *(" ".join(name for name in names.split() if name not in ONLY_BELOW) for names in LAYERS.values()),
            *(ACTIVATIONS, OBJECTIVES, METRICS, OPTIMIZERS, LOOK_UPS),
            "activations callbacks config data_utils datasets initializations layers losses metrics models objectives",
            "optimizers regularizers utils variables data_augmentation data_preprocessing",
        ]
    ),
    "tflearn.activations": f"{ACTIVATIONS} hard_sigmoid gelu swish mish get",
    "tflearn.callbacks": "Callback TrainingState",
    "tflearn.config": "init_graph",
    "tflearn.data_augmentation": "DataAugmentation ImageAugmentation",
    "tflearn.data_preprocessing": "DataPreprocessing ImagePreprocessing",
    "tflearn.data_utils": "to_categorical shuffle featurewise_zero_center featurewise_std_normalization",
    "tflearn.datasets": "mnist",
    "tflearn.datasets.mnist": "load_data",
    "tflearn.initializations": "zeros uniform uniform_scaling normal truncated_normal xavier variance_scaling get",
    "tflearn.layers": "core conv normalization merge_ops estimator input_data conv_2d fully_connected regression",
    "tflearn.losses": "L1 L2",
    "tflearn.metrics": METRICS,
    "tflearn.models": "DNN",
    "tflearn.models.dnn": "DNN",
    "tflearn.objectives": f"{OBJECTIVES} roc_auc_score weak_cross_entropy_2d contrastive_loss triplet_loss",
    "tflearn.optimizers": OPTIMIZERS,
    "tflearn.regularizers": "L1 L2",
    "tflearn.utils": "repeat",
    "tflearn.variables": f"{LOOK_UPS} get_layer_variables get_value set_value",
    "tensorflow": (
        "Graph reset_default_graph get_default_graph set_random_seed float16 float32 float64 int32 int64 uint8 bool "
        "logging compat"
    ),
    "tensorflow.compat": "v1",
    "tensorflow.compat.v1": "Graph reset_default_graph set_random_seed disable_v2_behavior float32",
}


@pytest.mark.parametrize("path", sorted(CLAIMS))
def test_every_name_we_claim_can_be_imported(path):
    for name in CLAIMS[path].split():
        assert getattr(import_module(path), name) is not None
        exec(f"from {path} import {name}", {})


def test_every_path_has_a_claim():
    assert set(PATHS) == set(CLAIMS)


def test_old_names_are_our_own_functions_and_no_copies():
    from tflearn.layers.conv import conv_2d

    import tflearn
    from glassnet.layers import conv

    assert conv_2d is conv.conv_2d is tflearn.conv_2d is glassnet.tflearn.conv_2d


@pytest.mark.parametrize(("path", "name"), [("tflearn.layers.core", "fully_connected"), ("tflearn", "DNN")])
def test_a_star_import_brings_what_a_script_expects(path, name):
    names = {}
    exec(f"from {path} import *", names)
    assert name in names


@pytest.mark.parametrize(
    "statement",
    ["from tflearn import lstm", "import tflearn.layers.recurrent", "from tflearn.layers import embedding_ops"],
)
def test_what_we_lack_is_refused_on_the_line_that_imports_it(statement):
    with pytest.raises(ModuleNotHere, match=r"is not in Glassnet\. Glassnet is the image side of TFLearn"):
        exec(statement, {})


def test_what_we_lack_is_refused_as_an_attribute_too():
    import tensorflow as tf

    import tflearn

    with pytest.raises(NotHere, match=r"^tflearn\.data_flow is not in Glassnet\. Prepare the arrays"):
        _ = tflearn.data_flow
    with pytest.raises(NotHere, match="Of TensorFlow there are only the names TFLearn scripts need"):
        _ = tf.keras
    assert not hasattr(tf, "is_tensor")


def test_a_slip_of_the_pen_gets_the_nearest_name():
    with pytest.raises(ModuleNotHere, match="Did you mean 'conv_2d'"):
        exec("from tflearn.layers.conv import conv_2e", {})


def _python(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)


def test_importing_tflearn_alone_does_not_load_torch():
    done = _python(
        "import glassnet.tflearn, tflearn, sys; assert 'torch' not in sys.modules; print(tflearn.__version__)"
    )
    assert done.returncode == 0, done.stderr
    assert "glassnet" in done.stdout


def test_an_imported_tflearn_stays_what_it_is_unless_asked_otherwise():
    code = (
        "import sys, types\n"
        "real = types.ModuleType('tflearn'); sys.modules['tflearn'] = real\n"
        "import glassnet.tflearn\n"
        "import tflearn\n"
        "assert tflearn is real\n"
        "glassnet.tflearn.install(over_installed=True)\n"
        "import tflearn\n"
        "assert 'glassnet' in tflearn.__version__"
    )
    done = _python(code)
    assert done.returncode == 0, done.stderr


def test_an_installed_tensorflow_is_not_shadowed_unless_asked(tmp_path):
    (tmp_path / "tensorflow.py").write_text("__version__ = '2.21'\n")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import glassnet.tflearn, tensorflow\n"
        "assert tensorflow.__version__ == '2.21'\n"
        "glassnet.tflearn.install(over_installed=True)\n"
        "import tensorflow\n"
        "assert 'glassnet' in tensorflow.__version__"
    )
    done = _python(code)
    assert done.returncode == 0, done.stderr


def test_installing_twice_changes_nothing():
    finders = list(sys.meta_path)
    install()
    assert sys.meta_path == finders
