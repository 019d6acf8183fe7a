# Who is it? Six small convnets on grey photos of two people, compared in one go, as one wrote it in 2017.
#
#   glassnet run examples/two_people_2017.py FOLDER [epochs] [networks, such as 1 2 5]
#
# FOLDER holds chi_photos_np_0.03_compress.npy and lars_photos_np_0.03_compress.npy (default: $GLASSNET_DATA/chi_lars).

import os
import sys

import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tflearn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
from tflearn.layers.conv import conv_2d, max_pool_2d
from tflearn.layers.core import dropout, fully_connected, input_data
from tflearn.layers.estimator import regression

SIDE = 91
FOLDER = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.environ.get('GLASSNET_DATA', '.'), 'chi_lars')
EPOCHS = int(sys.argv[2]) if len(sys.argv) > 2 else None
WANTED = [int(number) for number in sys.argv[3:]] or [1, 2, 3, 4, 5, 6]

# number: (filters, filter size, convolutional layers, learning rate, epochs)
NETWORKS = {
    1: (3, 10, 2, .01, 10),
    2: (3, 3, 2, .01, 6),
    3: (3, 91, 2, .01, 6),
    4: (3, 91, 3, .01, 10),
    5: (3, 91, 1, .001, 100),
    6: (9, 30, 1, .001, 100),
}


def load_photos():
    chi = np.load(os.path.join(FOLDER, 'chi_photos_np_0.03_compress.npy'))
    lars = np.load(os.path.join(FOLDER, 'lars_photos_np_0.03_compress.npy'))
    photos = np.concatenate([chi, lars]).reshape(-1, SIDE * SIDE).astype(np.float32)
    photos = MinMaxScaler().fit_transform(photos).reshape(-1, SIDE, SIDE, 1)
    labels = np.zeros((len(photos), 2))
    labels[:len(chi), 0] = 1
    labels[len(chi):, 1] = 1
    return photos, labels


def build_network(filters, size, layers, learning_rate):
    net = input_data(shape=[None, SIDE, SIDE, 1], name='input')
    for layer in range(1, layers + 1):
        net = conv_2d(net, filters, size, activation='relu', name='conv_%d' % layer)
        net = max_pool_2d(net, 2, name='pool_%d' % layer)
    net = fully_connected(net, 1024, activation='relu', name='fc_1')
    net = dropout(net, 0.8, name='drop_1')
    net = fully_connected(net, 2, activation='softmax', name='fc_2')
    return regression(net, optimizer='sgd', learning_rate=learning_rate, loss='categorical_crossentropy',
                      name='targets')


def show_filters(data, title, gap=1):
    # data: [height, width, in, out]; one row of tiles for each channel that goes in, one column for each filter
    height, width, n_in, n_out = data.shape
    mosaic = np.full((n_in * (height + gap) - gap, n_out * (width + gap) - gap), np.nan)
    for c in range(n_in):
        for n in range(n_out):
            for i in range(height):
                for j in range(width):
                    mosaic[c * (height + gap) + i, n * (width + gap) + j] = data[i, j, c, n]
    plt.figure()
    plt.title(title)
    plt.imshow(mosaic, cmap='gray')
    plt.axis('off')
    plt.show()


X, Y = load_photos()
X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.1, random_state=42, stratify=Y)
print('%d photos to train on, %d to test' % (len(X_train), len(X_test)))

accuracy = {}
for number in WANTED:
    filters, size, layers, learning_rate, epochs = NETWORKS[number]
    with tf.Graph().as_default():
        tf.set_random_seed(42)
        network = build_network(filters, size, layers, learning_rate)
        model = tflearn.DNN(network, tensorboard_verbose=0)
        model.fit({'input': X_train}, {'targets': Y_train}, n_epoch=EPOCHS or epochs,
                  validation_set=({'input': X_test}, {'targets': Y_test}),
                  snapshot_step=100, show_metric=True, run_id='two_people_%d' % number)
        accuracy[number] = model.evaluate({'input': X_test}, {'targets': Y_test})[0]
        for layer in range(1, layers + 1):
            variables = tflearn.get_layer_variables_by_name('conv_%d' % layer)
            data = model.get_weights(variables[0])
            show_filters(data, 'network %d, conv_%d: %dx%d' % (number, layer, size, size))

for number in WANTED:
    print('network %d: %.3f of the test photos are right' % (number, accuracy[number]))
