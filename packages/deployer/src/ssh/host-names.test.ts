import { hostNames } from './host-names';

test.each([
  [
    { hostName: 'pi', port: 22, hostKeyAlias: null },
    { name: 'pi', withoutPort: null },
  ],
  [
    { hostName: 'pi', port: 2222, hostKeyAlias: null },
    { name: '[pi]:2222', withoutPort: 'pi' },
  ],
  [
    { hostName: '::1', port: 2222, hostKeyAlias: null },
    { name: '[::1]:2222', withoutPort: '::1' },
  ],
  [
    { hostName: 'pi', port: 2222, hostKeyAlias: 'lab' },
    { name: 'lab', withoutPort: null },
  ],
])('%j is looked up as %j', (host, names) => {
  expect(hostNames(host)).toEqual(names);
});
