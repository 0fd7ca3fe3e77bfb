// The settings of exchanges: one number each, by name.
import { BitplaneError } from '@bitplane/model';
import { EXCHANGES, type ExchangeKind, type ExchangeSettings } from './exchanges';

/** --sync-every for `syncEvery`. */
export const settingOption = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Those of all exchanges among the options of a command line. */
export const settingsAmong = (options: object): ExchangeSettings =>
  Object.fromEntries(
    Object.values(EXCHANGES)
      .flatMap(({ settings }) => Object.keys(settings))
      .flatMap((name) => (name in options ? [[name, (options as ExchangeSettings)[name]]] : [])),
  );

/** What is given, and the defaults of the rest. Throws E_USAGE for a setting of another exchange. */
export function completeSettingsOf(exchange: ExchangeKind, given: Partial<ExchangeSettings>): ExchangeSettings {
  for (const name of Object.keys(given)) requireSetting(exchange, name);
  const defaults = Object.entries(exchange.settings).map(([name, setting]) => [name, setting.default]);
  return { ...(Object.fromEntries(defaults) as ExchangeSettings), ...given } as ExchangeSettings;
}

function requireSetting(exchange: ExchangeKind, name: string): void {
  if (Object.hasOwn(exchange.settings, name)) return;
  const nameOf = (kind: (other: ExchangeKind) => boolean): string =>
    Object.entries(EXCHANGES)
      .filter(([, other]) => kind(other))
      .map(([other]) => other)
      .join(' or ');
  throw new BitplaneError(
    'E_USAGE',
    `${settingOption(name)} is for --exchange ${nameOf(({ settings }) => Object.hasOwn(settings, name))}, ` +
      `got --exchange ${nameOf((other) => other === exchange)}: leave the option out, or take that exchange`,
  );
}
