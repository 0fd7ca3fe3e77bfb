// protobufjs as all importers use it.
import protobuf from 'protobufjs';

// Numbers instead of objects: all that is read fits 53 bits, and a list of objects takes ten times the memory.
(protobuf.util as { Long: unknown }).Long = undefined;
protobuf.configure();

export { protobuf };
