"""TensorFlow: a tape records; `tf.function` keeps all of it as a graph."""

import math

import tensorflow as tf
from harness import problem, report

# TensorFlow has no setting for double precision: each constant names it.
DOUBLE = tf.float64


def f(x1, x2):
    return x1 * x2 + tf.sin(x1)


def log_likelihood(theta, X):
    logits, means, factors = (
        theta["logits"],
        theta["means"],
        theta["factors"],
    )
    d = X.shape[1]
    eye, ones = tf.eye(d, dtype=DOUBLE), tf.ones((d, d), DOUBLE)
    log_diagonal = tf.reduce_sum(factors * eye, axis=2)
    above = tf.linalg.band_part(ones, 0, -1) - eye
    U = factors * above + tf.exp(log_diagonal)[:, :, None] * eye
    z = (X - means[:, None, :]) @ U
    log_density = tf.reduce_sum(log_diagonal, axis=1)[:, None] - 0.5 * (
        d * math.log(2 * math.pi) + tf.reduce_sum(z * z, axis=2)
    )
    log_weights = logits - tf.reduce_logsumexp(logits)
    return tf.reduce_sum(
        tf.reduce_logsumexp(log_weights[:, None] + log_density, axis=0)
    )


def graph(program):
    @tf.function
    def value_and_gradient(inputs):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            value = program(inputs)
        return value, tape.gradient(value, inputs)

    return value_and_gradient


x, theta, X = problem()
point = [tf.constant(number, DOUBLE) for number in x]
parameters = {
    name: tf.constant(value, DOUBLE) for name, value in theta.items()
}
data = tf.constant(X, DOUBLE)


def of_f():
    gradient = graph(lambda inputs: f(*inputs))
    return lambda: gradient(point)


def of_mixture():
    gradient = graph(lambda inputs: log_likelihood(inputs, data))
    return lambda: gradient(parameters)


report(tf.__version__, of_f, of_mixture)
