// A failure that all ranks find at the same moment, in what they have told each other.
import { BitplaneError } from '@bitplane/model';

/** Its words are the same on all ranks and name those that are at fault: it is no failure of the rank that says it. */
export class CommonFailure extends BitplaneError {}
