// Ends this process at the second Ctrl-C, whatever it does. Plain JavaScript.
import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';

// Node hears of a signal between two turns of its loop, and a question to SQLite may be one turn of minutes. A terminal
// sends Ctrl-C to all processes of the command: this shell counts it. `cat` ends when this process does.
const counting = `
asked=0
trap 'asked=$((asked + 1))' INT
cat <&3 >/dev/null &
while wait $!; [ $? -gt 128 ]; do
  if [ $asked -ge 2 ]; then
    # Who still hears of it ends by itself, as a process that was interrupted.
    sleep 0.3
    kill -KILL $0
    exit
  fi
done`;

/** For the rest of this process; one call is enough. */
export function endWhenAskedTwice() {
  const shell = spawn('/bin/sh', ['-c', counting, String(process.pid)], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  // Where there is no such shell it is as it was: Ctrl-C is heard when the question has been answered.
  shell.on('error', () => undefined);
  shell.stdio[3].on('error', () => undefined).unref();
  shell.unref();
}

/** Where nobody sits at a terminal, nobody presses Ctrl-C. */
export const hasTerminal = () => process.platform !== 'win32' && (isatty(0) || isatty(2));
