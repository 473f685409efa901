using System.Xml;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// NCMEC's hash sharing XML, version 2: images and videos with their hashes and members' feedback, and tombstones.
/// </summary>
internal sealed class NcmecFormat : IListFormat
{
    public string Name => "ncmec";

    public string? DefaultSource => "ncmec";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        start.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] && start.IndexOf("<queryResult"u8) >= 0;

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        // Lists come from outside: no entity of theirs is expanded and no address of theirs is asked.
        var xml = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        var number = 0L;
        try
        {
            using var reader = XmlReader.Create(list, xml);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "queryResult")
            {
                throw new InvalidDataException("The XML is not a 'queryResult'.");
            }

            while (reader.Read())
            {
                if (reader is
                    {
                        NodeType: XmlNodeType.Element,
                        LocalName: "image" or "video" or "deletedImage" or "deletedVideo"
                    })
                {
                    Take(++number, reader, settings, sink);
                }
            }
        }
        catch (XmlException problem)
        {
            throw new InvalidDataException($"The XML is broken or cut off after record {number}.", problem);
        }
    }

    private static void Take(long number, XmlReader reader, ListSettings settings, IListSink sink)
    {
        var isTombstone = reader.LocalName.StartsWith("deleted", StringComparison.Ordinal);
        var record = NcmecRecord.Read(reader);
        if (record.TryMake(settings, isTombstone, out var entry) is { } reason)
        {
            sink.Reject(new Reject(number, reason, $"member {record.MemberId} id {record.Id}"));
        }
        else if (isTombstone)
        {
            sink.Withdraw(number, entry.Key);
        }
        else if (record.Hashes.IsEmpty)
        {
            sink.Skip(); // PhotoDNA alone, for example.
        }
        else
        {
            sink.Upsert(number, entry);
        }
    }
}
