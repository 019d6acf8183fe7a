# Handwritten digits with a small convnet, as one wrote it in 2017.
#
#   glassnet run examples/mnist_2017.py [epochs] [digits]
#
# Needs MNIST: set GLASSNET_DATA to a folder that holds mnist/, or let it be downloaded.

import os
import sys
import tempfile

import numpy as np
import tensorflow as tf
import tflearn
import tflearn.datasets.mnist as mnist
from tflearn.layers.conv import conv_2d, max_pool_2d
from tflearn.layers.core import input_data, fully_connected
from tflearn.layers.estimator import regression

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
DIGITS = int(sys.argv[2]) if len(sys.argv) > 2 else 55000
MODEL = os.path.join(os.environ.get('MODEL_DIR', tempfile.mkdtemp()), 'mnist.tflearn')

np.random.seed(0)
tf.reset_default_graph()

# Data
X, Y, X_test, Y_test = mnist.load_data(one_hot=True)
X = X.reshape([-1, 28, 28, 1])[:DIGITS]
Y = Y[:DIGITS]
X_test = X_test.reshape([-1, 28, 28, 1])[:DIGITS]
Y_test = Y_test[:DIGITS]
print('train %s, test %s' % (X.shape, X_test.shape))

# Network
net = input_data(shape=[None, 28, 28, 1], name='input')
net = conv_2d(net, 32, 2, activation='relu', name='conv_1')
net = max_pool_2d(net, 2, name='pool_1')
net = conv_2d(net, 64, 2, activation='relu', name='conv_2')
net = max_pool_2d(net, 2, name='pool_2')
net = fully_connected(net, 1024, activation='relu', name='fc_1')
net = fully_connected(net, 10, activation='softmax', name='fc_2')
net = regression(net, optimizer='sgd', learning_rate=0.01, loss='categorical_crossentropy', name='targets')

model = tflearn.DNN(net, tensorboard_verbose=0)

if os.path.exists(MODEL + '.meta'):
    model.load(MODEL)
    print('model loaded')
else:
    model.fit({'input': X}, {'targets': Y}, n_epoch=EPOCHS,
              validation_set=({'input': X_test}, {'targets': Y_test}),
              snapshot_step=500, show_metric=True, run_id='mnist_2017')
    model.save(MODEL)
    print('model saved')

# How good is it?
print('test accuracy: %.4f' % model.evaluate(X_test, Y_test)[0])
for number in range(5):
    answer = np.argmax(model.predict([X_test[number]])[0])
    print('digit %d: says %d, is %d' % (number, answer, np.argmax(Y_test[number])))

# What do the first filters look like?
conv_1 = tflearn.get_layer_variables_by_name('conv_1')[0]
weights = model.get_weights(conv_1)
print('conv_1 weights: %s' % (weights.shape,))
for i in range(3):
    print('filter %d' % i)
    print(np.round(weights[:, :, 0, i], 3))
