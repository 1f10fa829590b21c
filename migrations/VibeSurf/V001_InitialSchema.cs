using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(1, "initial_schema")]
public sealed class V001_InitialSchema : VibeSurfMigration
{
    private const string LlmProfilesSql = """
        CREATE TABLE llm_profiles (
            profile_id VARCHAR(36) NOT NULL,
            profile_name VARCHAR(100) NOT NULL,
            provider VARCHAR(50) NOT NULL,
            model VARCHAR(100) NOT NULL,
            base_url VARCHAR(500),
            encrypted_api_key TEXT,
            temperature JSON,
            max_tokens JSON,
            top_p JSON,
            frequency_penalty JSON,
            seed JSON,
            provider_config JSON,
            description TEXT,
            is_active BOOLEAN NOT NULL DEFAULT 1,
            is_default BOOLEAN NOT NULL DEFAULT 0,
            created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            last_used_at DATETIME,
            PRIMARY KEY (profile_id),
            UNIQUE (profile_name)
        );
        CREATE INDEX idx_llm_profiles_active ON llm_profiles (is_active);
        CREATE INDEX idx_llm_profiles_default ON llm_profiles (is_default);
        CREATE INDEX idx_llm_profiles_name ON llm_profiles (profile_name);
        CREATE INDEX idx_llm_profiles_provider ON llm_profiles (provider);
        CREATE TRIGGER update_llm_profiles_updated_at AFTER UPDATE ON llm_profiles FOR EACH ROW
        BEGIN
            UPDATE llm_profiles SET updated_at = CURRENT_TIMESTAMP WHERE profile_id = OLD.profile_id;
        END;
        """;

    private const string TasksSql = """
        CREATE TABLE tasks (
            task_id VARCHAR(36) NOT NULL,
            session_id VARCHAR(36) NOT NULL,
            task_description TEXT NOT NULL,
            status VARCHAR(9) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'paused', 'completed', 'failed', 'stopped')),
            llm_profile_name VARCHAR(100) NOT NULL,
            upload_files_path VARCHAR(500),
            workspace_dir VARCHAR(500),
            mcp_server_config TEXT,
            task_result TEXT,
            error_message TEXT,
            report_path VARCHAR(500),
            created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            started_at DATETIME,
            completed_at DATETIME,
            task_metadata JSON,
            PRIMARY KEY (task_id)
        );
        CREATE INDEX idx_tasks_created ON tasks (created_at);
        CREATE INDEX idx_tasks_llm_profile ON tasks (llm_profile_name);
        CREATE INDEX idx_tasks_session ON tasks (session_id);
        CREATE INDEX idx_tasks_status ON tasks (status);
        CREATE TRIGGER update_tasks_updated_at AFTER UPDATE ON tasks FOR EACH ROW
        BEGIN
            UPDATE tasks SET updated_at = CURRENT_TIMESTAMP WHERE task_id = OLD.task_id;
        END;
        """;

    private const string UploadedFilesSql = """
        CREATE TABLE uploaded_files (
            file_id VARCHAR(36) NOT NULL,
            original_filename VARCHAR(255) NOT NULL,
            stored_filename VARCHAR(255) NOT NULL,
            file_path TEXT NOT NULL,
            session_id VARCHAR(255),
            file_size BIGINT NOT NULL,
            mime_type VARCHAR(100) NOT NULL,
            upload_time DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            relative_path TEXT NOT NULL,
            is_deleted BOOLEAN NOT NULL DEFAULT 0,
            deleted_at DATETIME,
            PRIMARY KEY (file_id)
        );
        CREATE INDEX idx_uploaded_files_active ON uploaded_files (is_deleted, upload_time);
        CREATE INDEX idx_uploaded_files_filename ON uploaded_files (original_filename);
        CREATE INDEX idx_uploaded_files_session_time ON uploaded_files (session_id, upload_time);
        """;

    private const string McpProfilesSql = """
        CREATE TABLE mcp_profiles (
            mcp_id VARCHAR(36) NOT NULL,
            display_name VARCHAR(100) NOT NULL,
            mcp_server_name VARCHAR(100) NOT NULL,
            mcp_server_params JSON NOT NULL,
            description TEXT,
            is_active BOOLEAN NOT NULL DEFAULT 1,
            created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            last_used_at DATETIME,
            PRIMARY KEY (mcp_id),
            UNIQUE (display_name),
            UNIQUE (mcp_server_name)
        );
        CREATE INDEX idx_mcp_profiles_active ON mcp_profiles (is_active);
        CREATE INDEX idx_mcp_profiles_display_name ON mcp_profiles (display_name);
        CREATE INDEX idx_mcp_profiles_server_name ON mcp_profiles (mcp_server_name);
        CREATE TRIGGER update_mcp_profiles_updated_at AFTER UPDATE ON mcp_profiles FOR EACH ROW
        BEGIN
            UPDATE mcp_profiles SET updated_at = CURRENT_TIMESTAMP WHERE mcp_id = OLD.mcp_id;
        END;
        """;

    protected override string SqliteUp => string.Join('\n', LlmProfilesSql, TasksSql, UploadedFilesSql, McpProfilesSql);

    protected override void PostgreSqlUp()
    {
        LlmProfiles();
        Tasks();
        UploadedFiles();
        McpProfiles();
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_mcp_profiles_updated_at").FromTable("mcp_profiles");
        Delete.Table("mcp_profiles");
        Delete.Table("uploaded_files");
        Delete.Trigger("update_tasks_updated_at").FromTable("tasks");
        Delete.Table("tasks");
        Delete.Trigger("update_llm_profiles_updated_at").FromTable("llm_profiles");
        Delete.Table("llm_profiles");
    }

    private void LlmProfiles()
    {
        Create
            .Table("llm_profiles")
            .WithColumn("profile_id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("llm_profiles_pkey")
            .WithColumn("profile_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("provider")
            .AsString(50)
            .NotNullable()
            .WithColumn("model")
            .AsString(100)
            .NotNullable()
            .WithColumn("base_url")
            .AsString(500)
            .Nullable()
            .WithColumn("encrypted_api_key")
            .AsString()
            .Nullable()
            .WithColumn("temperature")
            .AsJsonb()
            .Nullable()
            .WithColumn("max_tokens")
            .AsJsonb()
            .Nullable()
            .WithColumn("top_p")
            .AsJsonb()
            .Nullable()
            .WithColumn("frequency_penalty")
            .AsJsonb()
            .Nullable()
            .WithColumn("seed")
            .AsJsonb()
            .Nullable()
            .WithColumn("provider_config")
            .AsJsonb()
            .Nullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("is_active")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(true)
            .WithColumn("is_default")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(false)
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("last_used_at")
            .AsDateTime()
            .Nullable();
        Create.UniqueConstraint("llm_profiles_profile_name_key").OnTable("llm_profiles").Column("profile_name");
        Create.Index("idx_llm_profiles_active").OnTable("llm_profiles").OnColumn("is_active").Ascending();
        Create.Index("idx_llm_profiles_default").OnTable("llm_profiles").OnColumn("is_default").Ascending();
        Create.Index("idx_llm_profiles_name").OnTable("llm_profiles").OnColumn("profile_name").Ascending();
        Create.Index("idx_llm_profiles_provider").OnTable("llm_profiles").OnColumn("provider").Ascending();
        KeepUpdatedAt("llm_profiles");
    }

    private void Tasks()
    {
        Create
            .Table("tasks")
            .WithColumn("task_id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("tasks_pkey")
            .WithColumn("session_id")
            .AsString(36)
            .NotNullable()
            .WithColumn("task_description")
            .AsString()
            .NotNullable()
            .WithColumn("status")
            .AsString(9)
            .NotNullable()
            .WithDefaultValue("pending")
            .WithColumn("llm_profile_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("upload_files_path")
            .AsString(500)
            .Nullable()
            .WithColumn("workspace_dir")
            .AsString(500)
            .Nullable()
            .WithColumn("mcp_server_config")
            .AsString()
            .Nullable()
            .WithColumn("task_result")
            .AsString()
            .Nullable()
            .WithColumn("error_message")
            .AsString()
            .Nullable()
            .WithColumn("report_path")
            .AsString(500)
            .Nullable()
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("started_at")
            .AsDateTime()
            .Nullable()
            .WithColumn("completed_at")
            .AsDateTime()
            .Nullable()
            .WithColumn("task_metadata")
            .AsJsonb()
            .Nullable();
        Create
            .CheckConstraint("tasks_status_check")
            .OnTable("tasks")
            .Expression("status IN ('pending', 'running', 'paused', 'completed', 'failed', 'stopped')");
        Create.Index("idx_tasks_created").OnTable("tasks").OnColumn("created_at").Ascending();
        Create.Index("idx_tasks_llm_profile").OnTable("tasks").OnColumn("llm_profile_name").Ascending();
        Create.Index("idx_tasks_session").OnTable("tasks").OnColumn("session_id").Ascending();
        Create.Index("idx_tasks_status").OnTable("tasks").OnColumn("status").Ascending();
        KeepUpdatedAt("tasks");
    }

    private void UploadedFiles()
    {
        Create
            .Table("uploaded_files")
            .WithColumn("file_id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("uploaded_files_pkey")
            .WithColumn("original_filename")
            .AsString(255)
            .NotNullable()
            .WithColumn("stored_filename")
            .AsString(255)
            .NotNullable()
            .WithColumn("file_path")
            .AsString()
            .NotNullable()
            .WithColumn("session_id")
            .AsString(255)
            .Nullable()
            .WithColumn("file_size")
            .AsInt64()
            .NotNullable()
            .WithColumn("mime_type")
            .AsString(100)
            .NotNullable()
            .WithColumn("upload_time")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("relative_path")
            .AsString()
            .NotNullable()
            .WithColumn("is_deleted")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(false)
            .WithColumn("deleted_at")
            .AsDateTime()
            .Nullable();
        Create
            .Index("idx_uploaded_files_active")
            .OnTable("uploaded_files")
            .OnColumn("is_deleted")
            .Ascending()
            .OnColumn("upload_time")
            .Ascending();
        Create.Index("idx_uploaded_files_filename").OnTable("uploaded_files").OnColumn("original_filename").Ascending();
        Create
            .Index("idx_uploaded_files_session_time")
            .OnTable("uploaded_files")
            .OnColumn("session_id")
            .Ascending()
            .OnColumn("upload_time")
            .Ascending();
    }

    private void McpProfiles()
    {
        Create
            .Table("mcp_profiles")
            .WithColumn("mcp_id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("mcp_profiles_pkey")
            .WithColumn("display_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("mcp_server_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("mcp_server_params")
            .AsJsonb()
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("is_active")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(true)
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("last_used_at")
            .AsDateTime()
            .Nullable();
        Create.UniqueConstraint("mcp_profiles_display_name_key").OnTable("mcp_profiles").Column("display_name");
        Create.UniqueConstraint("mcp_profiles_mcp_server_name_key").OnTable("mcp_profiles").Column("mcp_server_name");
        Create.Index("idx_mcp_profiles_active").OnTable("mcp_profiles").OnColumn("is_active").Ascending();
        Create.Index("idx_mcp_profiles_display_name").OnTable("mcp_profiles").OnColumn("display_name").Ascending();
        Create.Index("idx_mcp_profiles_server_name").OnTable("mcp_profiles").OnColumn("mcp_server_name").Ascending();
        KeepUpdatedAt("mcp_profiles");
    }
}
