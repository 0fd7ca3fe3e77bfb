// Makes one table of bytes of what a network does to each byte by itself before it rounds it to bytes again.
import { kindOf, NUM_BYTES, type ByteTable, type Layer, type Model, type Quantize, type Tensor } from '@bitplane/model';
import { isElementwise, isPerChannel } from './thresholds/scalar-chain';

/** A table of each channel's own takes as many bytes as 256 weights of it: more channels than this are left alone. */
const MAX_CHANNELS = 4096;

/**
 * byte-table → elementwise layers → quantize becomes one byte-table, computed in float64 for all 256 bytes of each
 * channel
 *
 * which are the same bytes on every runtime: in float32 a tie between two of them, as half of an odd byte is, could
 * fall on either. What stands between stays for whoever else reads it.
 */
export function foldByteTables(model: Model): Model {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const layers = model.layers.map((layer) => (layer.kind === 'quantize' ? (folded(layer, byName) ?? layer) : layer));
  return { ...model, layers };
}

function folded(quantize: Quantize, byName: ReadonlyMap<string, Layer>): ByteTable | null {
  const channels = quantize.scale.length;
  const chain: Layer[] = [quantize];
  let source = byName.get(quantize.inputs[0]);
  while (source !== undefined && isElementwise(source) && isPerChannel([source])) {
    chain.unshift(source);
    source = byName.get(source.inputs[0]);
  }
  if (source?.kind !== 'byte-table' || source.element === 'uint8' || channels > MAX_CHANNELS) return null;
  const bytes = allBytes(channels);
  const made = [source, ...chain].reduce<Tensor>((tensor, layer) => kindOf(layer).forward(layer, [tensor]), bytes);
  return {
    ...tableOf(made.data as Uint8Array, channels),
    kind: 'byte-table',
    name: quantize.name,
    inputs: source.inputs,
  };
}

/** An image of 256 pixels: each byte in all channels. */
const allBytes = (channels: number): Tensor => ({
  ...{ element: 'uint8', height: 1, width: NUM_BYTES, channels },
  data: Uint8Array.from({ length: NUM_BYTES * channels }, (_, k) => Math.floor(k / channels)),
});

/** made: [256, channels]. One table where all channels have the same. */
function tableOf(made: Uint8Array, channels: number): Pick<ByteTable, 'element' | 'perChannel' | 'table'> {
  const perChannel = made.some((byte, k) => byte !== made[k - (k % channels)]);
  const rows = perChannel ? channels : 1;
  const at = (k: number): number => made[(k % NUM_BYTES) * channels + Math.floor(k / NUM_BYTES)];
  return { element: 'uint8', perChannel, table: Uint8Array.from({ length: NUM_BYTES * rows }, (_, k) => at(k)) };
}
