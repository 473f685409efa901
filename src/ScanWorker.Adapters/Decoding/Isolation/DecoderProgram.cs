using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding.Isolation.Starting;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>How a decoder process is started: this very program, by a hidden command.</summary>
/// <param name="File">What is executed.</param>
/// <param name="Arguments">Those before the worker's own.</param>
public sealed record DecoderProgram(string File, ImmutableArray<string> Arguments)
{
    /// <summary>The hidden command; its arguments are the id of the parent, the memory that decoding may take, and the
    /// pipes that frames of a video and their times come by.</summary>
    public const string Command = "decode-worker";

    /// <summary>Finds the program beside the code that runs now: a host of its own, or a library for
    /// <c>dotnet</c>.</summary>
    /// <param name="name">Of the program's assembly.</param>
    /// <returns>Null where this program cannot be started again.</returns>
    public static DecoderProgram? Find(string name)
    {
        var host = Path.Combine(AppContext.BaseDirectory, name);
        if (Environment.ProcessPath == host)
        {
            return new DecoderProgram(host, [Command]);
        }

        var library = host + ".dll";
        var muxer = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? Environment.ProcessPath
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return System.IO.File.Exists(library) && System.IO.File.Exists(muxer)
            ? new DecoderProgram(muxer, [library, Command])
            : null;
    }

    /// <summary>Folders of the program and its runtime: all that its file rules let a decoder read of
    /// programs.</summary>
    internal IEnumerable<string> Folders
    {
        get
        {
            var executed = System.IO.File.ResolveLinkTarget(File, returnFinalTarget: true)?.FullName ?? File;
            string?[] folders =
            [
                AppContext.BaseDirectory, Path.GetDirectoryName(executed),
                Arguments is [var library, _, ..] ? Path.GetDirectoryName(Path.GetFullPath(library)) : null,
                Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
            ];
            // A runtime that lies within its program has no root of its own to read.
            return folders.OfType<string>().Where(folder => Path.GetPathRoot(folder) != folder)
                .Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal);
        }
    }

    /// <summary>Arguments for one process.</summary>
    internal IEnumerable<string> ArgumentsFor(int parentId, long memoryBytesMax, FilmPipes pipes) =>
    [
        .. Arguments, parentId.ToString(CultureInfo.InvariantCulture),
        memoryBytesMax.ToString(CultureInfo.InvariantCulture),
        InheritedFiles.NumberOf(pipes.Frames).ToString(CultureInfo.InvariantCulture),
        InheritedFiles.NumberOf(pipes.Times).ToString(CultureInfo.InvariantCulture),
    ];
}
