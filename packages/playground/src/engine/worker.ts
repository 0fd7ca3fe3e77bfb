// The worker: networks run here, so that the page stays responsive.
import { expose } from 'comlink';
import { loadSubject } from './subject';

expose(loadSubject);
