// Where an older Node hands over to: `node handed-over.js PID words…`. As evidex.js, but ends with the process PID.
const parent = Number(process.argv.splice(2, 1)[0]);

// A `kill -9` of the command that was started cannot be passed on: this process would go on and hold the case.
const watchEveryMs = 500;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, watchEveryMs).unref();

await import('./evidex.js');
