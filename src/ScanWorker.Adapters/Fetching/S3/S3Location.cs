namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>A bucket and a key in it.</summary>
internal readonly record struct S3Location(string Bucket, string Key)
{
    private const string Prefix = "s3://";

    /// <summary>Reads <c>s3://bucket/key</c>; the key is percent-encoded, as in every URI. Neither query nor
    /// fragment.</summary>
    /// <remarks>From the text as it was written: a key may hold dots and double slashes that a URI would tidy
    /// away.</remarks>
    public static bool TryParse(Uri uri, out S3Location location)
    {
        location = default;
        var text = uri.OriginalString;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || text.AsSpan().ContainsAny('?', '#', '@'))
        {
            return false;
        }

        if (text[Prefix.Length..].Split('/', 2) is not [var bucket, var key])
        {
            return false;
        }

        location = new S3Location(bucket, Uri.UnescapeDataString(key));
        return bucket.Length > 0 && location.Key.Length > 0 && !location.Key.Contains('\0', StringComparison.Ordinal);
    }
}
