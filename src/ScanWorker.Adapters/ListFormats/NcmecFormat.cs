using System.Globalization;
using System.Xml;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// NCMEC's hash sharing XML, version 2: images and videos with their hashes and members' feedback, and tombstones.
/// </summary>
internal sealed class NcmecFormat : IListFormat
{
    private const int SectionDepth = 1;

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

            var section = new Section();
            while (reader.Read())
            {
                if (reader is
                    {
                        NodeType: XmlNodeType.Element,
                        LocalName: "image" or "video" or "deletedImage" or "deletedVideo"
                    })
                {
                    section.Add(isTombstone: reader.LocalName.StartsWith("deleted", StringComparison.Ordinal));
                    Take(++number, reader, settings, sink);
                }
                else if (reader is { NodeType: XmlNodeType.Element, Depth: SectionDepth })
                {
                    section = Section.Open(reader);
                }
                else if (reader is { NodeType: XmlNodeType.EndElement, Depth: SectionDepth })
                {
                    section.Close();
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
        foreach (var kind in isTombstone ? [] : record.LeftOut)
        {
            sink.LeaveOut(kind);
        }

        if (record.TryMake(settings, isTombstone, out var entry) is { } reason)
        {
            sink.Reject(new Reject(number, reason, $"member {record.MemberId} id {record.Id}"));
        }
        else if (isTombstone)
        {
            sink.Withdraw(number, entry.Key, entry.UpdatedAt);
        }
        else if (record.Hashes.IsEmpty && record.HasUnknownHash)
        {
            sink.Reject(new Reject(number, RejectReason.UnknownHashType, $"member {record.MemberId} id {record.Id}"));
        }
        else if (record.Hashes.IsEmpty)
        {
            sink.Skip(number, entry.Key); // PhotoDNA alone, for example.
        }
        else
        {
            sink.Upsert(number, entry);
        }
    }

    /// <summary><c>images</c>, <c>videos</c> and the like: each announces how many it holds.</summary>
    private sealed class Section
    {
        private string? _name;
        private string? _announced;
        private long _live;
        private long _tombstones;

        /// <summary>The section that the reader stands on.</summary>
        public static Section Open(XmlReader reader)
        {
            var section = new Section { _name = reader.LocalName, _announced = reader.GetAttribute("count") };
            if (reader.IsEmptyElement)
            {
                section.Close();
            }

            return section;
        }

        public void Add(bool isTombstone)
        {
            _live += isTombstone ? 0 : 1;
            _tombstones += isTombstone ? 1 : 0;
        }

        /// <remarks>Published samples count tombstones, and others do not.</remarks>
        /// <exception cref="InvalidDataException">It holds another number.</exception>
        public void Close()
        {
            if (_announced is { } text
                && (!long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                        CultureInfo.InvariantCulture, out var count)
                    || (count != _live + _tombstones && count != _live)))
            {
                throw new InvalidDataException(
                    $"'{_name}' announces {text} records and holds {_live + _tombstones}: the list is not whole. "
                    + "Nothing is applied.");
            }
        }
    }
}
