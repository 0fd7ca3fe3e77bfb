// The program's commands: each gets the arguments after its name and returns the exit status.
#ifndef BITPLANE_TOOLS_COMMANDS_H_
#define BITPLANE_TOOLS_COMMANDS_H_

typedef int command_fn(int argc, char** argv);

command_fn command_cpu;
command_fn command_info;
command_fn command_run;
command_fn command_eval;
command_fn command_verify;
command_fn command_bench;
command_fn command_stream;
command_fn command_live;

#endif
