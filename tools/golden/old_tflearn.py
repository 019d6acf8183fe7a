"""TFLearn 0.5.0 on TensorFlow 2.21: two names that later versions dropped are given back before it is imported."""

# Each import below stands where what is above it has made it possible, not where the alphabet would have it.
# ruff: noqa: E402, I001

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Plain Eigen kernels: oneDNN reorders sums by machine, so that two machines would write two files.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import PIL.Image

PIL.Image.ANTIALIAS = PIL.Image.LANCZOS

from tensorflow.python.util import nest

nest.is_sequence = nest.is_nested

import tensorflow.compat.v1 as tf
import tflearn

tf.logging.set_verbosity(tf.logging.ERROR)

__all__ = ["session", "tf", "tflearn"]


def session() -> "tf.Session":
    """A session on one thread, so that sums are taken in one order."""
    return tf.Session(config=tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1))
