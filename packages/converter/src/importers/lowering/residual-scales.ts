// Scales of activations of several bits, from what the activations are.

/**
 * s_p = mean|r_p| over the elements of all images that have plane p, r_{p+1} = r_p − s_p·sign(r_p), rounded to float32.
 *
 * @param map n(e) of each element of one image; null: all have all planes.
 */
export function residualScales(
  images: readonly Float64Array[],
  numPlanes: number,
  map: Uint8Array | null,
): Float32Array {
  const rests = images.map((image) => Float64Array.from(image));
  return Float32Array.from({ length: numPlanes }, (_, plane) => {
    let [sum, count] = [0, 0];
    for (const rest of rests) {
      for (let element = 0; element < rest.length; element++) {
        if (map !== null && map[element] <= plane) continue;
        sum += Math.abs(rest[element]);
        count++;
      }
    }
    const scale = Math.fround(count === 0 ? 0 : sum / count);
    for (const rest of rests) for (let e = 0; e < rest.length; e++) rest[e] -= rest[e] >= 0 ? scale : -scale;
    return scale;
  });
}
