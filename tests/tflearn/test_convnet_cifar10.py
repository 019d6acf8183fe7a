"""The form of TFLearn's convnet_cifar10 script, on small pictures of our own."""

import subprocess
import sys

SCRIPT = """
from __future__ import division, print_function, absolute_import

import numpy as np
import tflearn
from tflearn.data_utils import shuffle, to_categorical
from tflearn.layers.core import input_data, dropout, fully_connected
from tflearn.layers.conv import conv_2d, max_pool_2d
from tflearn.layers.estimator import regression
from tflearn.data_preprocessing import ImagePreprocessing
from tflearn.data_augmentation import ImageAugmentation

# Data: what is bright on the left, and what is on the right
chance = np.random.RandomState(0)
X, Y = chance.rand(400, 32, 32, 3), chance.randint(0, 2, 400)
X[Y == 0, :16] += 1
X[Y == 1, 16:] += 1
X_test, Y_test, X, Y = X[300:], Y[300:], X[:300], Y[:300]
X, Y = shuffle(X, Y)
Y = to_categorical(Y, 10)
Y_test = to_categorical(Y_test, 10)

# Real-time data preprocessing
img_prep = ImagePreprocessing()
img_prep.add_featurewise_zero_center()
img_prep.add_featurewise_stdnorm()

# Real-time data augmentation
img_aug = ImageAugmentation()
img_aug.add_random_flip_leftright()
img_aug.add_random_rotation(max_angle=25.)

# Convolutional network building
network = input_data(shape=[None, 32, 32, 3],
                     data_preprocessing=img_prep,
                     data_augmentation=img_aug)
network = conv_2d(network, 8, 3, activation='relu')
network = max_pool_2d(network, 2)
network = conv_2d(network, 8, 3, activation='relu')
network = conv_2d(network, 8, 3, activation='relu')
network = max_pool_2d(network, 2)
network = fully_connected(network, 32, activation='relu')
network = dropout(network, 0.5)
network = fully_connected(network, 10, activation='softmax')
network = regression(network, optimizer='adam',
                     loss='categorical_crossentropy',
                     learning_rate=0.01)

# Train using classifier
model = tflearn.DNN(network, tensorboard_verbose=0)
model.fit(X, Y, n_epoch=5, shuffle=True, validation_set=(X_test, Y_test),
          show_metric=True, batch_size=96, run_id='cifar10_cnn')
print('accuracy', model.evaluate(X_test, Y_test)[0])
"""
RUN = "import sys; from glassnet.tflearn import scripts; sys.exit(scripts.run(sys.argv[1], []))"


def test_the_script_runs_unchanged_and_learns(tmp_path):
    path = tmp_path / "convnet_cifar10.py"
    path.write_text(SCRIPT)
    command = [sys.executable, "-W", "error", "-c", RUN, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "Run id: cifar10_cnn" in ran.stdout
    assert "measured on 300 samples" in ran.stdout
    assert float(ran.stdout.split("accuracy ")[1]) > 0.9
    assert [file.name for file in tmp_path.iterdir()] == ["convnet_cifar10.py"]  # no PC.pkl, nothing left behind
