using BenchmarkDotNet.Running;
using ScanWorker.Benchmarks.Load;
using ScanWorker.Benchmarks.NearCopies;
using ScanWorker.Benchmarks.Pictures;
using ScanWorker.Benchmarks.Quick;

// quick, load, nearcopies, pictures and recordings are our own; everything else (--filter, --list, --job) is
// BenchmarkDotNet's.
return args switch
{
    ["quick", .. var rest] => QuickCommand.Run(rest, Console.Out, Console.Error),
    ["load", .. var rest] => LoadCommand.Run(rest, Console.Out, Console.Error),
    ["nearcopies", ..] => NearCopiesCommand.Run(args.AsMemory(1), Console.Out),
    ["pictures", var directory] => PicturesCommand.Run(directory),
    ["recordings", var directory] => RecordingsCommand.Run(directory),
    _ => Benchmarks(args),
};

static int Benchmarks(string[] args)
{
    _ = BenchmarkSwitcher.FromAssembly(typeof(QuickCommand).Assembly).Run(args);
    return 0;
}
