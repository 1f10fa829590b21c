using System.Runtime.InteropServices;
using Provisioning.Cli;

using var stop = new CancellationTokenSource();
var signal = ExitCode.Interrupted;

void Stop(PosixSignalContext context)
{
    // A second one ends the process at once, as it would have without us.
    context.Cancel = !stop.IsCancellationRequested;
    signal = context.Signal is PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
    stop.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var code = CommandLine.Run(args, stop.Token);
return code is ExitCode.Interrupted ? signal : code;
