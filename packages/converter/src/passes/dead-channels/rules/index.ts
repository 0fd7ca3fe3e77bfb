// The kinds of layers whose channels can be left out.
import type { Layer } from '@bitplane/model';
import type { ChannelRule } from '../channel-rule';
import { concatRule } from './concat';
import { binaryConv2DRule, int8Conv2DRule } from './convolutions';
import { bitMaxPoolRule, upsampleRule } from './same-channels';
import { multiThresholdRule, thresholdRule } from './thresholds';

const RULES = [
  binaryConv2DRule,
  int8Conv2DRule,
  thresholdRule,
  multiThresholdRule,
  bitMaxPoolRule,
  upsampleRule,
  concatRule,
] as readonly ChannelRule<Layer>[];

const BY_KIND = new Map(RULES.map((rule) => [rule.kind, rule]));

export const ruleOf = ({ kind }: Layer): ChannelRule<Layer> | undefined => BY_KIND.get(kind);
