using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Provisioning.IntegrationTests.Support;

internal sealed partial class OwnS3Server
{
    private async Task DoAsync(S3Action action, string key, HttpExchange exchange, S3Fault? fault)
    {
        switch (action)
        {
            case S3Action.Head or S3Action.Get:
                await ReadAsync(key, exchange, fault);
                break;
            case S3Action.Put:
                await WriteAsync(key, exchange, fault);
                break;
            case S3Action.Delete:
                Objects.TryRemove(key, out _);
                await DoneAsync(exchange, fault, "", 204);
                break;
            case S3Action.List:
                await DoneAsync(exchange, fault, List(exchange));
                break;
            case S3Action.BeginUpload:
                var upload = Guid.NewGuid().ToString("N");
                Uploads[upload] = (key, DateTime.UtcNow, new());
                Tag(key, exchange);
                await DoneAsync(
                    exchange,
                    fault,
                    new XElement("InitiateMultipartUploadResult", new XElement("UploadId", upload)).ToString()
                );
                break;
            case S3Action.PutPart:
                await PutPartAsync(exchange, fault);
                break;
            case S3Action.CompleteUpload:
                await CompleteAsync(key, exchange, fault);
                break;
            case S3Action.AbortUpload:
                await (
                    Uploads.TryRemove(exchange.Query["uploadId"]!, out _)
                        ? DoneAsync(exchange, fault, "", 204)
                        : ErrorAsync(exchange, 404, "NoSuchUpload")
                );
                break;
            case S3Action.ListUploads:
                await DoneAsync(exchange, fault, ListUploads());
                break;
        }
    }

    private async Task ReadAsync(string key, HttpExchange exchange, S3Fault? fault)
    {
        if (!Objects.TryGetValue(key, out var content))
        {
            await ErrorAsync(exchange, 404, exchange.Method == "HEAD" ? "" : "NoSuchKey");
            return;
        }

        if (exchange.Headers.TryGetValue("If-Match", out var version) && version.Trim('"') != Digest(content))
        {
            await ErrorAsync(exchange, 412, "PreconditionFailed");
            return;
        }

        var (from, status) = (0, 200);
        if (exchange.Headers.TryGetValue("Range", out var range))
        {
            (from, status) = (
                int.Parse(
                    range["bytes=".Length..range.IndexOf('-', StringComparison.Ordinal)],
                    CultureInfo.InvariantCulture
                ),
                206
            );
            exchange.Answer["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        exchange.Answer["ETag"] = Version(content, fault as S3Fault.Opaque);
        exchange.Answer["Last-Modified"] = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        if (fault is S3Fault.BreakOff)
        {
            exchange.BreakOff();
        }
        else
        {
            await exchange.SendAsync(
                status,
                content.AsMemory(from),
                fault is S3Fault.Truncate(var after) && after < content.Length - from ? after : null
            );
        }
    }

    private async Task WriteAsync(string key, HttpExchange exchange, S3Fault? fault)
    {
        if (exchange.Headers.ContainsKey("If-None-Match") && Objects.ContainsKey(key))
        {
            await ErrorAsync(exchange, 412, "PreconditionFailed");
            return;
        }

        if (fault is not S3Fault.Forget)
        {
            Objects[key] = Kept(exchange.Body, fault);
            Tag(key, exchange);
        }

        exchange.Answer["ETag"] = Version(exchange.Body, fault);
        await DoneAsync(exchange, fault, "");
    }

    private async Task PutPartAsync(HttpExchange exchange, S3Fault? fault)
    {
        if (!Uploads.TryGetValue(exchange.Query["uploadId"]!, out var upload))
        {
            await ErrorAsync(exchange, 404, "NoSuchUpload");
            return;
        }

        if (fault is not S3Fault.Forget)
        {
            upload.Parts[int.Parse(exchange.Query["partNumber"]!, CultureInfo.InvariantCulture)] = Kept(
                exchange.Body,
                fault
            );
        }

        exchange.Answer["ETag"] = Version(exchange.Body, fault);
        await DoneAsync(exchange, fault, "");
    }

    private async Task CompleteAsync(string key, HttpExchange exchange, S3Fault? fault)
    {
        if (exchange.Headers.ContainsKey("If-None-Match") && Objects.ContainsKey(key))
        {
            await ErrorAsync(exchange, 412, "PreconditionFailed");
        }
        else if (!Uploads.TryRemove(exchange.Query["uploadId"]!, out var upload))
        {
            await ErrorAsync(exchange, 404, "NoSuchUpload");
        }
        else
        {
            // It joins what it has, and does not miss what it has not.
            Objects[key] = Kept([.. upload.Parts.OrderBy(part => part.Key).SelectMany(part => part.Value)], fault);
            await DoneAsync(
                exchange,
                fault,
                new XElement(
                    "CompleteMultipartUploadResult",
                    new XElement("Key", key),
                    new XElement("ETag", Version(Objects[key], fault))
                ).ToString()
            );
        }
    }

    private string ListUploads() =>
        new XElement(
            "ListMultipartUploadsResult",
            new XElement("IsTruncated", "false"),
            Uploads.Select(upload => new XElement(
                "Upload",
                new XElement("Key", upload.Value.Key),
                new XElement("UploadId", upload.Key),
                new XElement("Initiated", Iso(upload.Value.Begun))
            ))
        ).ToString();

    private string List(HttpExchange request)
    {
        var found = Objects
            .Keys.Where(key => key.StartsWith(request.Query["prefix"] ?? "", StringComparison.Ordinal) && key != Hidden)
            .Where(key => string.CompareOrdinal(key, request.Query["continuation-token"] ?? "") > 0)
            .Order(StringComparer.Ordinal)
            .ToList();
        var page = found.Take(PageLength).ToList();
        return new XElement(
            "ListBucketResult",
            new XElement("IsTruncated", found.Count > page.Count ? "true" : "false"),
            found.Count > page.Count ? new XElement("NextContinuationToken", page[^1]) : null,
            page.Select(key => new XElement(
                "Contents",
                new XElement("Key", key),
                new XElement("Size", Objects[key].Length),
                new XElement("LastModified", Iso(DateTime.UtcNow))
            ))
        ).ToString();
    }

    private void Tag(string key, HttpExchange exchange)
    {
        if (exchange.Headers.TryGetValue("x-amz-tagging", out var tags))
        {
            Tags[key] = tags;
        }
    }

    private static byte[] Kept(byte[] body, S3Fault? fault) =>
        fault switch
        {
            S3Fault.Corrupt when body.Length > 0 => [(byte)(body[0] ^ 1), .. body[1..]],
            S3Fault.Frame =>
            [
                .. Encoding.ASCII.GetBytes($"{body.Length:x};chunk-signature={new string('0', 64)}\r\n"),
                .. body,
                .. "\r\n0\r\n\r\n"u8,
            ],
            _ => body,
        };

    private static string Version(byte[] body, S3Fault? fault) =>
        fault switch
        {
            S3Fault.Lie => $"\"{new string('0', 32)}\"",
            S3Fault.Opaque(var name) => name,
            _ => $"\"{Digest(body)}\"",
        };

    private static string Digest(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static string Iso(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task DoneAsync(HttpExchange exchange, S3Fault? fault, string xml, int status = 200)
    {
        if (fault is S3Fault.BreakOff)
        {
            exchange.BreakOff();
        }
        else if (fault is S3Fault.Truncate)
        {
            // An answer that is empty where it should say something.
            await exchange.SendAsync(status, default);
        }
        else
        {
            await exchange.SendAsync(status, Encoding.UTF8.GetBytes(xml));
        }
    }

    // A server that repeats what it was told, as some do.
    private static Task ErrorAsync(HttpExchange exchange, int status, string code) =>
        exchange.SendAsync(
            status,
            Encoding.UTF8.GetBytes(
                code.Length == 0
                    ? ""
                    : new XElement(
                        "Error",
                        new XElement("Code", code),
                        new XElement("Message", $"{S3Settings.Key} {S3Settings.Secret}")
                    ).ToString()
            )
        );
}
