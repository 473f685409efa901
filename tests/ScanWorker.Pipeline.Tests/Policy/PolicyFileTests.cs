using System.Text;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Tests.Policy;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PolicyFileTests
{
    private readonly List<string> _problems = [];

    [Test]
    public void Read_EveryKey_IsTakenOver()
    {
        var policy = Read("""
            {
              // Comments are welcome.
              "banks": {
                "csam": { "action": "block", "maxDistance": 25, "minQuality": 60, "transforms": "upright", "quorum": 2,
                          "crops": { "centre90": 20, "cells": 25 }, "vpdq": { "maxDistance": 20, "uploadPercent": 5 } },
                "logos": { "negative": true, },
              },
              "unscannable": { "too-many-pixels": "block" },
              "scope": [ { "name": "eu", "jurisdictions": ["EU"], "scan": false } ],
              "floodGuard": { "distinctContentsMax": 50, "window": "00:10:00" },
            }
            """);

        Assert.That(_problems, Is.Empty);
        Assert.That(policy?.BankOf("csam"), Is.EqualTo(new BankPolicy
        {
            MaxDistance = 25,
            MinQuality = 60,
            Transforms = QueryTransforms.Upright,
            Quorum = 2,
            Crops = new CropDistances { Centre90 = 20, Cells = 25 },
            Vpdq = new VideoThresholds { MaxDistance = 20, KnownPercent = 80, UploadPercent = 5 },
        }));
        Assert.That(policy?.BankOf("logos").Negative, Is.True);
        Assert.That(policy?.Unscannable(UnscannableCode.TooManyPixels).Action, Is.EqualTo(PolicyAction.Block));
        Assert.That(policy?.Settings.FloodGuard.Window, Is.EqualTo(TimeSpan.FromMinutes(10)));
    }

    [Test]
    public void Read_SeveralProblems_TellsThemAllWithTheirKeys()
    {
        var policy = Read("""
            {
              "banks": { "csam": { "maxDistance": 300, "minQuality": -1 },
                         "parts": { "maxDistance": 20, "crops": { "halves": 21 } } },
              "scope": [ { "name": " ", "scan": false } ],
              "floodGuard": { "distinctContentsMax": 0 }
            }
            """);

        Assert.That(policy, Is.Null);
        Assert.That(_problems, Has.Count.EqualTo(5));
        Assert.That(_problems, Has.Some.StartWith("$.banks.csam.maxDistance: must be 0 to 256, not 300"));
        Assert.That(_problems, Has.Some.StartWith("$.banks.parts.crops.halves: must be 0 to 20, not 21"));
        Assert.That(_problems, Has.Some.StartWith("$.scope[0].name"));
    }

    [TestCase("{ \"bancs\": {} }", TestName = "Read_UnknownKey_IsRefused")]
    [TestCase("{ \"banks\": { \"b\": { \"action\": \"delete\" } } }", TestName = "Read_UnknownAction_IsRefused")]
    [TestCase("{ \"unscannable\": { \"no-such-reason\": \"block\" } }", TestName = "Read_UnknownReason_IsRefused")]
    [TestCase("{ \"banks\": { \"b\": { \"action\": 3 } } }", TestName = "Read_NumberForAnAction_IsRefused")]
    [TestCase("null", TestName = "Read_Null_IsRefused")]
    [TestCase("{", TestName = "Read_CutFile_IsRefused")]
    [TestCase("", TestName = "Read_EmptyFile_IsRefused")]
    public void Read_NotAPolicy_IsRefusedWithAReason(string json)
    {
        Assert.That(Read(json), Is.Null);
        Assert.That(_problems, Has.Count.EqualTo(1));
    }

    [Test]
    public void Version_OfTwoFiles_DiffersWithTheirBytes() =>
        Assert.That(Read("{}")?.Version, Is.Not.EqualTo(Read("{ }")?.Version).And.Length.EqualTo(64));

    [TestCase("""{"bnks":{}}""", "$.bnks: there is no such key in a policy.")]
    [TestCase(
        """{"banks":{"a":{"action":"blok"}}}""",
        "$.banks.a.action: is not one of allow, observe, review, block.")]
    [TestCase("""{"banks":{"a":{"maxDistance":"x"}}}""", "$.banks.a.maxDistance: is not a whole number.")]
    [TestCase(
        """{"banks":{"a":{"vpdq":{"maxDistance":257}}}}""", "$.banks.a.vpdq.maxDistance: must be 0 to 256, not 257.")]
    [TestCase(
        """{"banks":{"a":{"vpdq":{"knownPercent":101}}}}""", "$.banks.a.vpdq.knownPercent: must be 0 to 100, not 101.")]
    [TestCase(
        """{"banks":{"a":{"vpdq":{"uploadPercent":-1}}}}""", "$.banks.a.vpdq.uploadPercent: must be 0 to 100, not -1.")]
    [TestCase(
        """{"banks":{"a":{"vpdq":{"knownPercent":0}}}}""",
        "$.banks.a.vpdq: knownPercent and uploadPercent are both 0, so that one frame alone would match, such as a "
            + "title; one of them must be more.")]
    [TestCase("""{"floodGuard":{"enabled":1}}""", "$.floodGuard.enabled: is not true or false.")]
    [TestCase("""{"scope":3}""", "$.scope: has a value of another kind.")]
    public void Read_AWrongKeyOrValue_IsToldInThePolicysWords(string json, string problem)
    {
        Assert.That(Read(json), Is.Null);
        Assert.That(_problems, Is.EqualTo(new[] { problem }));
    }

    private VerdictPolicy? Read(string json) => PolicyFile.Read(Encoding.UTF8.GetBytes(json), _problems);
}
