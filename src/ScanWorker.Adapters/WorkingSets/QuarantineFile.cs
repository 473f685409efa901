using System.Text.Encodings.Web;
using System.Text.Json;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// The lines of a list that were not taken: an NDJSON file of line number, reason and text. Made when the first line
/// comes.
/// </summary>
/// <remarks>It holds hashes of the list, like the working set itself; it is for the custodian alone.</remarks>
internal sealed class QuarantineFile(string path) : IDisposable
{
    /// <summary>A list in the wrong format must not fill the disk with itself.</summary>
    internal const int LinesMax = 100_000;

    private const int TextLengthMax = 4096;

    // No HTML will hold it, and a person is to read it.
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private FileStream? _file;
    private Utf8JsonWriter? _writer;
    private int _lines;

    /// <summary>Where it is; null while no line has come.</summary>
    public string? Path => _file is null ? null : path;

    /// <exception cref="IOException">There is no room.</exception>
    public void Add(Reject reject) => Add(reject.Line, KebabCase.Of(reject.Reason), reject.Text);

    /// <summary>As <see cref="Add(Reject)"/>, of what is no list.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public void Add(long line, string reason, string? text)
    {
        if (_lines == LinesMax)
        {
            return;
        }

        if (_file is null)
        {
            PrivateFile.CreateFolder(System.IO.Path.GetDirectoryName(path) ?? ".");
            _file = PrivateFile.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        }

        _writer ??= new Utf8JsonWriter(_file, Readable);
        _writer.WriteStartObject();
        _writer.WriteNumber("line"u8, line);
        _writer.WriteString("reason"u8, reason);
        if (text is not null)
        {
            _writer.WriteString("text"u8, text.Length > TextLengthMax ? text[..TextLengthMax] : text);
        }

        _writer.WriteEndObject();
        _writer.Flush();
        _writer.Reset();
        _file.WriteByte((byte)'\n');
        _lines++;
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }
}
