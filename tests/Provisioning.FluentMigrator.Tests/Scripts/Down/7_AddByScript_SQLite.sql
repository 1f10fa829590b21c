SELECT 'sqlite down';
