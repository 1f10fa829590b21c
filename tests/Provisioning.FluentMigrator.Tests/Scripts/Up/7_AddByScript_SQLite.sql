SELECT 'sqlite up';
