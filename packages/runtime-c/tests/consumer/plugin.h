// The interface of the shared library: nothing of the runtime shows.
#ifndef CONSUMER_PLUGIN_H_
#define CONSUMER_PLUGIN_H_

#include <stddef.h>

// Runs a model and prints its output. Returns NULL, or what is wrong.
const char* plugin_run(const void* model, size_t nbytes);

#endif
