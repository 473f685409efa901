using ScanWorker.Fuzz;

return await FuzzCommand.RunAsync(args, Console.Out, Console.Error);
