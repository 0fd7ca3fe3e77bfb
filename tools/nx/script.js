// The Nx executor of the packages' scripts. Nx's own joins the words of a command line and has a shell split them
// again, so that "my reports/a.json" would become two files.
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs the script that is called like the target. npm quotes each word for the script's shell. */
module.exports = function runScript({ words }, { root, projectName, targetName, projectsConfigurations }) {
  const cwd = join(root, projectsConfigurations.projects[projectName].root);
  const child = spawn('npm', ['run', '--silent', targetName, '--', ...words], { cwd, stdio: 'inherit' });
  // A terminal sends its signals to the whole group.
  const forward = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve({ success: code === 0 });
    });
  });
};
