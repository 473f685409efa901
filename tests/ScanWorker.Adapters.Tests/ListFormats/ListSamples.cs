namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>A small list in every format; the same ones that <c>docs/list-formats.md</c> shows.</summary>
internal static class ListSamples
{
    public const string Md5 = "0cc175b9c0f1b6a831c399e269772661";
    public const string Sha1 = "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8";
    public const string Sha256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    public const string Sha512 = "1f40fc92da241694750979ee6cf582f2d5d7d28e18335de05abc54d0560e0f53"
        + "02860c652bf08d560252aa5e74210546f369fbbbce8c12cfc7957b2652fe9a75";
    public const string Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22";
    public const string Pdq2 = "0f0f0f331f0b17b2f1c8f5ddfd70980f4c91d12a699dc1e2cc19cc63b16364dd";

    public const string Text = $"""
        # comments and empty lines are skipped

        {Md5}
        {Sha1}
        pdq {Pdq}
        sha256:{Sha256}
        {Sha512}
        """;

    public const string Csv = $"""
        entry_id,hash_type,hash,category,source,opinion,added_at,labels
        1,md5,{Md5},A1,ncmec,positive,2024-05-01T10:00:00Z,grid viral
        1,pdq,{Pdq},A1,ncmec,positive,2024-05-01T10:00:00Z,
        2,sha1,Q33WI77KUMRN7LS5BN3M5O7YJ7ZLP7ZS,"B2",iwf,disputed,1714557600,
        """;

    public const string Te = $"""
        {Pdq},1001,2020-07-31T18:47:45+0000,"tag1 tag2"
        {Pdq2},7,1002,2020-07-31T18:47:45+0000,tag1
        """;

    public const string ThreatExchange = $$"""
        {
          "data": [
            {
              "id": "2862392437204724", "indicator": "{{Pdq}}", "type": "HASH_PDQ", "last_updated": 1600125797,
              "should_delete": false,
              "descriptors": { "data": [
                { "id": "41", "owner": { "id": "616" }, "status": "MALICIOUS", "tags": ["media_type_photo"],
                  "added_on": "2020-07-31T18:47:45+0000", "reactions": [] },
                { "id": "42", "owner": { "id": "617" }, "status": "NON_MALICIOUS", "tags": ["false_positive"],
                  "added_on": "2020-08-01T18:47:45+0000", "reactions": ["DISAGREE_WITH_TAGS"] }
              ] }
            },
            { "id": "2", "indicator": "{{Md5}}", "type": "HASH_MD5", "last_updated": 1600125798,
              "should_delete": true },
            { "id": "3", "indicator": "{{Md5}}", "type": "HASH_MD5", "last_updated": 1600125799,
              "descriptors": { "data": [] } },
            { "id": "4", "indicator": "x", "type": "URI", "last_updated": 1600125799,
              "descriptors": { "data": [ { "id": "43", "owner": { "id": "616" } } ] } }
          ],
          "paging": { "cursors": { "after": "abc" } }
        }
        """;

    public const string Ncmec = $"""
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
          <images count="2" maxTimestamp="2024-05-02T00:00:00Z">
            <image>
              <member id="42">Example ESP</member>
              <timestamp>2024-05-01T10:00:00Z</timestamp>
              <id>image1</id>
              <classification>A1</classification>
              <fingerprints><md5>{Md5}</md5><sha1>{Sha1}</sha1><pdna>AAAA</pdna><pdq>{Pdq}</pdq></fingerprints>
              <feedback>
                <affirmativeFeedback type="md5"><members><member id="43">Other</member></members></affirmativeFeedback>
                <negativeFeedback type="pdq"><reasons><reason guid="g" name="Not a match">
                  <members><member id="44">Third</member></members></reason></reasons></negativeFeedback>
              </feedback>
            </image>
            <image>
              <member id="42">Example ESP</member><timestamp>2024-05-01T11:00:00Z</timestamp><id>image2</id>
              <classification>B2</classification><fingerprints><pdna>AAAA</pdna></fingerprints>
            </image>
            <deletedImage><member id="42">Example ESP</member><timestamp>2024-05-01T12:00:00Z</timestamp>
              <id>image3</id></deletedImage>
          </images>
          <videos count="1" maxTimestamp="2024-05-02T00:00:00Z">
            <video><member id="42">Example ESP</member><timestamp>2024-05-01T13:00:00Z</timestamp><id>video1</id>
              <classification>A2</classification><fingerprints><md5>{Md5}</md5></fingerprints></video>
          </videos>
          <paging><next>/v2/entries?from=1</next></paging>
        </queryResult>
        """;

    public const string StopNcii = $$"""
        {
          "count": 4, "nextPageToken": null, "nextSetTimestamp": 1714557600, "hasMoreRecords": false,
          "hashRecords": [
            { "lastModtimestamp": 1714557600, "signalType": "ImagePDQ", "hashValue": "{{Pdq}}", "hashStatus": "Active",
              "caseNumbers": { "a": "1" },
              "CSPFeedbacks": [
                { "source": "x", "feedbackValue": "Blocked", "tags": ["nude"] },
                { "source": "y", "feedbackValue": "NotBlocked", "tags": [] },
                { "source": "z", "feedbackValue": "None", "tags": [] } ] },
            { "lastModtimestamp": 1714557601, "signalType": "ImagePDQ", "hashValue": "{{Pdq2}}",
              "hashStatus": "Withdrawn", "CSPFeedbacks": [] },
            { "lastModtimestamp": 1714557602, "signalType": "VideoMD5", "hashValue": "{{Md5}}", "hashStatus": "Active",
              "CSPFeedbacks": [] },
            { "lastModtimestamp": 1714557603, "signalType": "VideoTMK", "hashValue": "AAAA", "hashStatus": "Active",
              "CSPFeedbacks": [] }
          ]
        }
        """;

    public const string Tcap = $$"""
        {
          "count": 4, "next": null, "previous": null, "checkpoint": "1714557600,3",
          "results": [
            { "id": 1, "hash_digest": "{{Md5}}", "algorithm": "MD5", "ideology": "islamist", "file_type": "jpg",
              "deleted": false, "updated_on": "2024-05-01T10:00:00Z", "created_on": "2024-04-01T10:00:00Z" },
            { "id": 2, "hash_digest": "{{Pdq}}", "algorithm": "PDQ", "ideology": "far-right", "file_type": "png",
              "deleted": true, "updated_on": "2024-05-01T10:00:00Z", "created_on": "2024-04-01T10:00:00Z" },
            { "id": 3, "hash_digest": "{{Sha512}}", "algorithm": "SHA512",
              "ideology": "far-right", "file_type": "mp4",
              "deleted": false, "updated_on": "2024-05-01T10:00:00Z", "created_on": "2024-04-01T10:00:00Z" },
            { "id": 4, "hash_digest": "00", "algorithm": "PhotoDNA", "ideology": "far-right", "file_type": "png",
              "deleted": false, "updated_on": "2024-05-01T10:00:00Z", "created_on": "2024-04-01T10:00:00Z" }
          ]
        }
        """;

    public const string Vics = """
        {
          "@odata.context": "http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml/US/$metadata#Media",
          "value": [
            { "MediaID": 1, "Category": 1, "MD5": "0CC175B9C0F1B6A831C399E269772661",
              "SHA1": "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8", "PhotoDNA": "AAAA", "MediaSize": "1",
              "DateUpdated": "2024-05-01T10:00:00", "IsPrecategorized": "true", "VictimIdentified": "false",
              "IsDistributed": true, "Series": "Example", "Tags": "one, two", "Exifs": [],
              "MediaFiles": [ { "FileName": "a.jpg", "MD5": "0CC175B9C0F1B6A831C399E269772661" } ] },
            { "MediaID": 2, "Category": "0", "MD5": "92EB5FFEE6AE2FEC3AD71C777531578F" },
            { "MediaID": 3, "Category": "2", "MD5": "4A8A08F09D37B73795649038408B5F33", "Series": { "Name": "x" },
              "Tags": ["three"] }
          ]
        }
        """;

    public const string JsonLines = $$"""
        {"bank":"csam","source":"ncmec","entryId":"1","pdq":"{{Pdq}}","classification":"A1","negativeOpinions":1}
        {"bank":"csam","source":"ncmec","entryId":"2","withdrawn":true}
        """;
}
