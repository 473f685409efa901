using ScanWorker.Commands;

return await CommandInvocation.RunAsync(args, Console.Out, Console.Error);
