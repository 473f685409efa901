using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Tests.Entries;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EntryHashesTests
{
    private const string Md5 = "0cc175b9c0f1b6a831c399e269772661";

    [TestCase(Md5)]
    [TestCase("0CC175B9C0F1B6A831C399E269772661")]
    [TestCase(" \t" + Md5 + " ")]
    [TestCase("\u00A0" + Md5 + "\u200B")]
    [TestCase("\uFEFF" + Md5)]
    [TestCase("'" + Md5)]
    [TestCase("\"" + Md5 + "\"")]
    [TestCase("=\"" + Md5 + "\"")]
    [TestCase("0x" + Md5)]
    [TestCase("\\x" + Md5)]
    [TestCase("0c-c1-75-b9-c0-f1-b6-a8-31-c3-99-e2-69-77-26-61")]
    [TestCase("0cc175b9 c0f1b6a8 31c399e2 69772661")]
    [TestCase("0c:c1:75:b9:c0:f1:b6:a8:31:c3:99:e2:69:77:26:61")]
    [TestCase("DMF1ucDxtqgxw5niaXcmYQ==")]
    [TestCase("BTAXLOOA6G3KQMODTHRGS5ZGME======")]
    public void TryAdd_AnySpelling_IsTheHash(string text)
    {
        var hashes = new EntryHashes();

        Assert.That(hashes.TryAdd(HashType.Md5, text), Is.True);
        Assert.That(hashes.Md5?.ToString(), Is.EqualTo(Md5));
    }

    // Hexadecimal digits that were cut must not pass as the shorter base32 or base64 of another hash.
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase(Md5 + "0")]
    [TestCase("")]
    [TestCase("=\"\"")]
    [TestCase("N/A")]
    public void TryAdd_AnythingElse_IsNone(string text)
    {
        var hashes = new EntryHashes();

        Assert.That(hashes.TryAdd(HashType.Md5, text), Is.False);
    }

    [TestCase("1.23457E+31", "scientific notation")]
    [TestCase("2.00E+45", "scientific notation")]
    [TestCase("1,5E+30", "scientific notation")]
    [TestCase("-3E-7", "scientific notation")]
    [TestCase("2345678901234567890123456789012", "31 of a hash's 32 digits")]
    [TestCase("cc175b9c0f1b6a831c399e269772661", "31 of a hash's 32 digits")]
    public void DamageOf_WhatASpreadsheetMakes_SaysWhatHappened(string text, string part) =>
        Assert.That(EntryHashes.DamageOf(HashType.Md5, text), Does.Contain(part).And.Not.Contain(text));

    [TestCase(Md5)]
    [TestCase("12345678901234567890123456789e12")]
    [TestCase("xyz")]
    [TestCase("abc")]
    [TestCase("")]
    public void DamageOf_AnythingElse_IsNone(string text) =>
        Assert.That(EntryHashes.DamageOf(HashType.Md5, text), Is.Null);
}
