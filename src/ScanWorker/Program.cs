using ScanWorker.Commands;

// Decoders are started by the hundred where they are killed: neither a command line to parse nor a terminal to open.
return await (DecodeWorkerCommand.TryRun(args) ?? DecodeVideoCommand.TryRun(args)
    ?? CommandInvocation.RunAsync(args, Console.Out, Console.Error));
