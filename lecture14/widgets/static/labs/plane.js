/* Covariances in the plane, written [a, b, c] for [[a, b], [b, c]], and the axes of their ellipses. */
(function (Lecture14) {
  "use strict";

  /** Angle of the longer axis, and standard deviations along both, the longer first. */
  function axes([a, b, c]) {
    const middle = (a + c) / 2, half = Math.hypot((a - c) / 2, b), least = middle - half;
    // The smaller eigenvalue by the determinant: the difference loses its digits when the ellipse is thin.
    const small = least < 1e-3 * middle ? (a * c - b * b) / (middle + half) : least;
    return { angle: half ? 0.5 * Math.atan2(2 * b, a - c) : 0, sd: [Math.sqrt(middle + half), Math.sqrt(Math.max(small, 0))] };
  }

  /** The covariance with these axes. */
  function covariance({ angle, sd: [s, t] }) {
    const u = Math.cos(angle), v = Math.sin(angle);
    return [s * s * u * u + t * t * v * v, (s * s - t * t) * u * v, s * s * v * v + t * t * u * u];
  }

  /** The same covariance in pixels: scales differ from axis to axis, and the vertical one points down. */
  const onScreen = ([a, b, c], { across, up }) => [a * across * across, -b * across * up, c * up * up];
  const fromScreen = ([a, b, c], { across, up }) => [a / (across * across), -b / (across * up), c / (up * up)];

  /** Attributes of an SVG ellipse, r standard deviations from `mean`. */
  function ellipse(mean, S, r, scale) {
    const { angle, sd } = axes(onScreen(S, scale)), [x, y] = scale.at(mean), q = (v) => +v.toFixed(2);
    return { rx: r * sd[0], ry: r * sd[1], transform: `translate(${q(x)} ${q(y)}) rotate(${q((angle * 180) / Math.PI)})` };
  }

  const matrix = ([a, b, c]) => [[a, b], [b, c]];
  const positive = ([a, b, c]) => a > 0 && c > 0 && a * c - b * b > 0;

  Lecture14.plane = { axes, covariance, onScreen, fromScreen, ellipse, matrix, positive };
})((globalThis.Lecture14 = globalThis.Lecture14 || {}));
