using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Provisioning.IntegrationTests.Backup.Stores;

internal sealed partial class OwnS3Server
{
    private void Do(S3Action action, string key, HttpListenerRequest request, HttpListenerResponse response, byte[] body, S3Fault? fault)
    {
        switch (action)
        {
            case S3Action.Head or S3Action.Get:
                Read(action, key, request, response, fault);
                break;
            case S3Action.Put:
                Write(key, request, response, body, fault);
                break;
            case S3Action.Delete:
                Objects.TryRemove(key, out _);
                Done(response, fault, "", 204);
                break;
            case S3Action.List:
                Done(response, fault, List(request));
                break;
            case S3Action.BeginUpload:
                var upload = Guid.NewGuid().ToString("N");
                Uploads[upload] = (key, DateTime.UtcNow, new());
                Tag(key, request);
                Done(response, fault, new XElement("InitiateMultipartUploadResult", new XElement("UploadId", upload)).ToString());
                break;
            case S3Action.PutPart:
                PutPart(request, response, body, fault);
                break;
            case S3Action.CompleteUpload:
                Complete(key, request, response, fault);
                break;
            case S3Action.AbortUpload:
                if (Uploads.TryRemove(request.QueryString["uploadId"]!, out _))
                {
                    Done(response, fault, "", 204);
                }
                else
                {
                    Error(response, 404, "NoSuchUpload");
                }

                break;
            case S3Action.ListUploads:
                Done(response, fault, new XElement(
                    "ListMultipartUploadsResult",
                    new XElement("IsTruncated", "false"),
                    Uploads.Select(upload => new XElement(
                        "Upload", new XElement("Key", upload.Value.Key), new XElement("UploadId", upload.Key), new XElement("Initiated", Iso(upload.Value.Begun))))).ToString());
                break;
        }
    }

    private void Read(S3Action action, string key, HttpListenerRequest request, HttpListenerResponse response, S3Fault? fault)
    {
        if (!Objects.TryGetValue(key, out var content))
        {
            Error(response, 404, action is S3Action.Head ? "" : "NoSuchKey");
            return;
        }

        if (request.Headers["If-Match"] is { } version && version.Trim('"') != Digest(content))
        {
            Error(response, 412, "PreconditionFailed");
            return;
        }

        var from = 0;
        if (request.Headers["Range"] is { } range)
        {
            from = int.Parse(range["bytes=".Length..range.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        response.Headers["ETag"] = $"\"{Digest(content)}\"";
        response.Headers["Last-Modified"] = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        response.ContentLength64 = content.Length - from;
        if (action is S3Action.Get)
        {
            var sent = fault is S3Fault.Truncate(var after) ? Math.Min(after, content.Length - from) : content.Length - from;
            response.OutputStream.Write(content, from, sent);
            response.OutputStream.Flush();
            if (sent < content.Length - from)
            {
                response.Abort();
                return;
            }
        }

        response.Close();
    }

    private void Write(string key, HttpListenerRequest request, HttpListenerResponse response, byte[] body, S3Fault? fault)
    {
        if (request.Headers["If-None-Match"] is "*" && Objects.ContainsKey(key))
        {
            Error(response, 412, "PreconditionFailed");
            return;
        }

        if (fault is not S3Fault.Forget)
        {
            Objects[key] = Kept(body, fault);
            Tag(key, request);
        }

        response.Headers["ETag"] = Version(body, fault);
        Done(response, fault, "");
    }

    private void PutPart(HttpListenerRequest request, HttpListenerResponse response, byte[] body, S3Fault? fault)
    {
        if (!Uploads.TryGetValue(request.QueryString["uploadId"]!, out var upload))
        {
            Error(response, 404, "NoSuchUpload");
            return;
        }

        if (fault is not S3Fault.Forget)
        {
            upload.Parts[int.Parse(request.QueryString["partNumber"]!, CultureInfo.InvariantCulture)] = Kept(body, fault);
        }

        response.Headers["ETag"] = Version(body, fault);
        Done(response, fault, "");
    }

    private void Complete(string key, HttpListenerRequest request, HttpListenerResponse response, S3Fault? fault)
    {
        if (request.Headers["If-None-Match"] is "*" && Objects.ContainsKey(key))
        {
            Error(response, 412, "PreconditionFailed");
        }
        else if (!Uploads.TryRemove(request.QueryString["uploadId"]!, out var upload))
        {
            Error(response, 404, "NoSuchUpload");
        }
        else
        {
            // It joins what it has, and does not miss what it has not.
            Objects[key] = Kept([.. upload.Parts.OrderBy(part => part.Key).SelectMany(part => part.Value)], fault);
            Done(response, fault, new XElement("CompleteMultipartUploadResult", new XElement("Key", key), new XElement("ETag", Version(Objects[key], fault))).ToString());
        }
    }

    private string List(HttpListenerRequest request)
    {
        var found = Objects.Keys
            .Where(key => key.StartsWith(request.QueryString["prefix"] ?? "", StringComparison.Ordinal) && key != Hidden)
            .Where(key => string.CompareOrdinal(key, request.QueryString["continuation-token"] ?? "") > 0)
            .Order(StringComparer.Ordinal).ToList();
        var page = found.Take(PageLength).ToList();
        return new XElement(
            "ListBucketResult",
            new XElement("IsTruncated", found.Count > page.Count ? "true" : "false"),
            found.Count > page.Count ? new XElement("NextContinuationToken", page[^1]) : null,
            page.Select(key => new XElement(
                "Contents", new XElement("Key", key), new XElement("Size", Objects[key].Length), new XElement("LastModified", Iso(DateTime.UtcNow))))).ToString();
    }

    private void Tag(string key, HttpListenerRequest request)
    {
        if (request.Headers["x-amz-tagging"] is { } tags)
        {
            Tags[key] = tags;
        }
    }

    private static byte[] Kept(byte[] body, S3Fault? fault) => fault is S3Fault.Corrupt && body.Length > 0 ? [(byte)(body[0] ^ 1), .. body[1..]] : body;

    private static string Version(byte[] body, S3Fault? fault) => $"\"{(fault is S3Fault.Lie ? new string('0', 32) : Digest(body))}\"";

    private static string Digest(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Done(HttpListenerResponse response, S3Fault? fault, string xml, int status = 200)
    {
        if (fault is S3Fault.BreakOff)
        {
            response.Abort();
            return;
        }

        response.StatusCode = status;
        Send(response, xml);
    }

    private static void Error(HttpListenerResponse response, int status, string code)
    {
        response.StatusCode = status;
        // A server that repeats what it was told, as some do.
        Send(response, code.Length == 0 ? "" : new XElement("Error", new XElement("Code", code), new XElement("Message", $"{S3Settings.Key} {S3Settings.Secret}")).ToString());
    }

    private static void Send(HttpListenerResponse response, string xml)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        response.ContentType = "application/xml";
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes);
        response.Close();
    }
}
